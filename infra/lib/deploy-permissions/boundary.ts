import { allow, type Statement } from "../iam";
import { project } from "../names";
import type { DeployPlace } from "./rule";

/** Where actions of a service are allowed to the roles of a stage at most: on what bears the stage's name. */
type Limit = (place: DeployPlace) => readonly string[];

/** `sjc1990app-*-<stage>`: no stage's name has a hyphen, so that it is no other stage's. */
const ours = ({ stage }: DeployPlace): string => `${project}-*-${stage}`;

const regional =
  (service: string, ...rest: ((place: DeployPlace) => string)[]): Limit =>
  (place) =>
    rest.map((part) => `arn:aws:${service}:${place.region}:${place.accountId}:${part(place)}`);

/** For actions that have no resource, or whose resource is no name of ours. */
const anything: Limit = () => ["*"];

const bucket: Limit = (place) => [`arn:aws:s3:::${ours(place)}-${place.accountId}`];

/** By service, or by action where that has a limit of its own. */
const limits: Readonly<Record<string, Limit>> = {
  dynamodb: regional(
    "dynamodb",
    (place) => `table/${ours(place)}`,
    (place) => `table/${ours(place)}/index/*`,
    (place) => `table/${ours(place)}/stream/*`,
  ),
  sqs: regional("sqs", ours),
  ssm: regional("ssm", ({ stage }) => `parameter/${project}/${stage}/*`),
  s3: (place) => [`arn:aws:s3:::${ours(place)}-${place.accountId}/*`],
  "s3:ListBucketVersions": bucket,
  "s3:ListBucket": bucket,
  lambda: regional("lambda", (place) => `function:${ours(place)}:*`),
  logs: regional("logs", (place) => `log-group:/aws/lambda/${ours(place)}:*`),
  kms: regional("kms", () => "key/*"),
  sns: anything,
  ses: anything,
  xray: anything,
};

/**
 * What roles of a stage may do at most, whatever their own policies say: the actions that roles of the program take,
 * on resources of the stage. It grants nothing by itself.
 * @param actions of all roles of the program.
 * @throws Error for an action of a service without a limit.
 */
export function boundaryStatements(actions: readonly string[], place: DeployPlace): readonly Statement[] {
  return actions.map((action) => {
    const limit = limits[action] ?? limits[action.split(":")[0] ?? ""];
    if (limit === undefined)
      throw new Error(`no role may ${action}: say on what in infra/lib/deploy-permissions/boundary.ts`);
    const statement = allow(action, limit(place));
    if (!action.startsWith("kms:")) return statement;
    // Secrets are decrypted through the Parameter Store alone.
    const via = { "kms:ViaService": `ssm.${place.region}.amazonaws.com` };
    return { ...statement, Condition: { StringEquals: via } };
  });
}
