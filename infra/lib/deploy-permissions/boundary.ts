import { allow, type Statement } from "../iam";
import { project, type Place } from "../names";

/** Resources on which the boundary allows the actions of a service. */
type Limit = (place: Place) => readonly string[];

/** `sjc1990app-*-<stage>`. Names of stages have no hyphen, so that the pattern matches no other stage. */
const ours = ({ stage }: Place): string => `${project}-*-${stage}`;

const regional =
  (service: string, ...rest: ((place: Place) => string)[]): Limit =>
  (place) =>
    rest.map((part) => `arn:aws:${service}:${place.region}:${place.accountId}:${part(place)}`);

/** For actions without resource-level permissions. */
const anything: Limit = () => ["*"];

const bucket: Limit = (place) => [`arn:aws:s3:::${ours(place)}-${place.accountId}`];

/** By service, or by action where an action differs. */
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
  "s3:ListBucket": bucket,
  "s3:ListBucketVersions": bucket,
  lambda: regional("lambda", (place) => `function:${ours(place)}:*`),
  logs: regional("logs", (place) => `log-group:/aws/lambda/${ours(place)}:*`),
  kms: regional("kms", () => "key/*"),
  sns: anything,
  ses: anything,
  xray: anything,
};

/**
 * Actions of the version before that this one no longer uses. The account is deployed before its stages, whose functions
 * need them until then. Remove them in the next version.
 */
const formerActions: readonly string[] = ["ssm:GetParameter"];

/**
 * The permissions boundary of the roles of a stage: the actions that roles of the program use, on resources of the stage.
 * @param actions actions of all roles of the program.
 * @throws Error for an action of a service without an entry in the table.
 */
export function boundaryStatements(actions: readonly string[], place: Place): readonly Statement[] {
  return [...new Set([...actions, ...formerActions])].map((action) => {
    const limit = limits[action] ?? limits[action.split(":")[0] ?? ""];
    if (limit === undefined)
      throw new Error(
        `the boundary does not allow ${action}: add its resources to infra/lib/deploy-permissions/boundary.ts`,
      );
    const statement = allow(action, limit(place));
    if (!action.startsWith("kms:")) return statement;
    // Only through Parameter Store.
    const via = { "kms:ViaService": `ssm.${place.region}.amazonaws.com` };
    return { ...statement, Condition: { StringEquals: via } };
  });
}
