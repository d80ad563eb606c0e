/** What waits for what in a deployment. The policies and environments are text, so that Pulumi sees no dependency there. */
import type { Statement } from "./lib/iam";
import type { Registered } from "./offline/registered";
import { runProgram } from "./offline/run-program";

const FUNCTION = "aws:lambda/function:Function";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

let registered: Registered[];
let byKey: Map<string, Registered>;
beforeAll(async () => {
  registered = await runProgram();
  byKey = new Map(registered.map((resource) => [`${resource.type}::${resource.name}`, resource]));
});

const ofType = (type: string): Registered[] => registered.filter((resource) => resource.type === type);

/** `<type>::<name>` of everything that is deployed before a resource. */
function before(resource: Registered, found = new Set<string>()): Set<string> {
  for (const key of resource.dependencies) {
    if (found.has(key)) continue;
    found.add(key);
    const dependency = byKey.get(key);
    if (dependency !== undefined) before(dependency, found);
  }
  return found;
}

/** The resource with an ARN of a policy, by the physical name in it. */
function resourceOf(arn: string): string | undefined {
  const [, , service = "", , , rest = ""] = arn.split(":");
  const named = (type: string, property: string, name = ""): string | undefined => {
    const found = ofType(type).find(({ inputs }) => inputs[property] === name);
    return found === undefined ? undefined : `${type}::${found.name}`;
  };
  switch (service) {
    case "dynamodb":
      return named("aws:dynamodb/table:Table", "name", rest.split("/")[1]);
    case "sqs":
      return named("aws:sqs/queue:Queue", "name", rest);
    case "ssm":
      return named("aws:ssm/parameter:Parameter", "name", rest.replace(/^parameter/, ""));
    case "s3":
      return named("aws:s3/bucket:Bucket", "bucket", rest.split("/")[0]);
    default:
      return undefined;
  }
}

test("a function waits for every table, index, queue, bucket and parameter in its policy", () => {
  const waits = ofType(FUNCTION).flatMap((fn) => {
    const waited = before(fn);
    const policies = ofType(POLICY).filter(({ name }) => name === `${fn.name}-policy`);
    expect(policies).toHaveLength(1);
    return policies.flatMap(({ inputs }) =>
      (JSON.parse(inputs["policy"] as string) as { Statement: Statement[] }).Statement.flatMap(
        ({ Resource }) =>
          Resource.flatMap((arn) => {
            const needed = resourceOf(arn);
            return needed === undefined ? [] : [{ fn: fn.name, needed, waits: waited.has(needed) }];
          }),
      ),
    );
  });
  expect(waits.length).toBeGreaterThan(60);
  expect(waits.filter((wait) => !wait.waits)).toEqual([]);
});

test("a function that reads a secret waits for the key policy, which waits for every role", () => {
  const readers = ofType(FUNCTION).filter(({ inputs }) =>
    JSON.stringify(inputs["environment"]).includes("_PARAMETER"),
  );
  expect(readers.length).toBeGreaterThan(5);
  for (const fn of readers) expect([...before(fn)]).toContain("aws:kms/keyPolicy:KeyPolicy::secrets-policy");

  const [keyPolicy] = ofType("aws:kms/keyPolicy:KeyPolicy");
  const roles = ofType(FUNCTION).map(({ name }) => `aws:iam/role:Role::${name}-role`);
  expect(keyPolicy?.dependencies).toEqual(expect.arrayContaining(roles));
});

test("a function that sends e-mail waits for the sender's identity", () => {
  const senders = ofType(FUNCTION).filter(({ inputs }) =>
    JSON.stringify(inputs["environment"]).includes("EMAIL_FROM"),
  );
  expect(senders.map(({ name }) => name).sort()).toEqual(["alerts-notify", "notifications-deliver"]);
  for (const sender of senders)
    expect([...before(sender)]).toContain("aws:sesv2/emailIdentity:EmailIdentity::email-identity");
});

test("the API serves a new deployment only when all functions are live", () => {
  const [stage] = ofType("aws:apigateway/stage:Stage");
  const aliases = ofType("aws:lambda/alias:Alias").filter(
    ({ name }) => !/^(alerts|monitoring|notifications|users-erase|auth-send-code)/.test(name),
  );
  expect(stage?.dependencies).toEqual(
    expect.arrayContaining(aliases.map(({ name }) => `aws:lambda/alias:Alias::${name}`)),
  );
});

test("a changed policy of a role is a new one beside the former", () => {
  expect(ofType(POLICY).length).toBeGreaterThan(30);
  for (const { inputs, replaceOnChanges } of ofType(POLICY)) {
    expect(replaceOnChanges).toEqual(["policy"]);
    // Pulumi generates a name for each, so that the former keeps its own.
    expect(Object.keys(inputs).sort()).toEqual(["policy", "role"]);
  }
});

test("both policies of a role fit into its quota while a deployment runs", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: all inline policies of a role.
  const quota = 10_240;
  for (const { inputs } of ofType(POLICY))
    expect((inputs["policy"] as string).length).toBeLessThan(quota / 2);
});
