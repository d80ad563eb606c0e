/** The program grants exactly the permissions that the handlers' tests prove to be needed. */
import { handlerEntries } from "./lib/handlers";
import type { Statement } from "./lib/iam";
import type { Registered } from "./offline/registered";
import { provenPermissions, type Permission } from "./testing/proven-grants";
import { runProgram } from "./offline/run-program";

const place = { stage: "dev", region: "us-east-1", accountId: "123456789012" };
const proven = provenPermissions(place);
const arn = (service: string, rest: string): string => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

/** Permissions that the Lambda service uses with the function's role. No handler calls them. */
const forLambda: Record<string, Permission[]> = {
  "alerts/notify": [`sqs:SendMessage ${arn("sqs", "sjc1990app-undelivered-alerts-dev")}`],
  "monitoring/health-check": [`sqs:SendMessage ${arn("sqs", "sjc1990app-missed-health-checks-dev")}`],
  "notifications/announce": [
    `dynamodb:DescribeStream ${arn("dynamodb", "table/sjc1990app-pending-approvals-dev/stream/*")}`,
    `dynamodb:GetRecords ${arn("dynamodb", "table/sjc1990app-pending-approvals-dev/stream/*")}`,
    `dynamodb:GetShardIterator ${arn("dynamodb", "table/sjc1990app-pending-approvals-dev/stream/*")}`,
    `dynamodb:ListStreams ${arn("dynamodb", "table/sjc1990app-pending-approvals-dev/stream/*")}`,
    `sqs:SendMessage ${arn("sqs", "sjc1990app-missed-events-dev")}`,
  ],
  "auth/send-code": consumed("sjc1990app-codes-dev"),
  "notifications/deliver": consumed("sjc1990app-notifications-dev"),
  "notifications/feedback": consumed("sjc1990app-email-feedback-dev"),
  "notifications/digest": [`sqs:SendMessage ${arn("sqs", "sjc1990app-missed-events-dev")}`],
  "users/erase": consumed("sjc1990app-erasure-dev"),
};

function consumed(queue: string): Permission[] {
  return ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map(
    (action): Permission => `${action} ${arn("sqs", queue)}`,
  );
}

/** Statements with a condition, and denials. */
const qualified: Record<string, object[]> = {
  "auth/send-code": [deniedTopics()],
  "alerts/notify": [fromOneAddress()],
  "notifications/deliver": [deniedTopics(), fromOneAddress()],
  "users/erase": listed("s3:ListBucketVersions"),
  "users/export-photos": listed("s3:ListBucket"),
};

/** Lists of each folder of photos. */
function listed(action: string): object[] {
  return ["archive/*", "profiles/*", "uploads/*"].map((prefix) => ({
    ...{ Action: [action], Condition: { StringLike: { "s3:prefix": [prefix] } } },
  }));
}

function fromOneAddress(): object {
  return {
    Action: ["ses:SendEmail"],
    Condition: { StringEquals: { "ses:FromAddress": "no-reply@example.org" } },
  };
}

function deniedTopics(): object {
  return { Effect: "Deny", Action: ["sns:Publish"], Resource: ["arn:aws:sns:*:*:*"] };
}

const entries = handlerEntries();
let types: string[];
let documents: Map<string, Statement[]>;

beforeAll(async () => {
  const registered = await runProgram();
  types = registered.map(({ type }) => type);
  documents = new Map(entries.map((entry) => [entry, statementsOf(registered, entry)]));
});

/** Statements of the role of a function. */
function statementsOf(registered: readonly Registered[], entry: string): Statement[] {
  const inputsOf = (type: string) => registered.filter((resource) => resource.type === type);
  const name = [...new Set(entry.split("/"))].join("-");
  const { role } = inputsOf("aws:lambda/function:Function").find((fn) => fn.name === name)?.inputs ?? {};
  const roleName = inputsOf("aws:iam/role:Role").find((one) => role === `arn:aws:mock:::${one.name}`)?.inputs[
    "name"
  ];
  if (roleName === undefined) throw new Error(`the function ${name} has no role`);
  return inputsOf("aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => inputs["role"] === roleName)
    .flatMap(
      ({ inputs }) => (JSON.parse(inputs["policy"] as string) as { Statement: Statement[] }).Statement,
    );
}

test("roles have inline policies only", () => {
  const others = types.filter((type) => type.startsWith("aws:iam/") && !/:(Role|RolePolicy)$/.test(type));
  expect(others).toEqual([]);
});

/** Not logs and traces, which every function has. */
function ofHandler({ Action }: Statement): boolean {
  return Action.every((action) => !action.startsWith("logs:") && !action.startsWith("xray:"));
}

function permissionsOf(entry: string): Permission[] {
  const allowed = (documents.get(entry) ?? []).filter(({ Effect }) => Effect === "Allow").filter(ofHandler);
  const pairs = allowed.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource): Permission => `${action} ${resource}`)),
  );
  return [...new Set(pairs)].sort();
}

test("every deployed function with permissions has proofs, and no other", () => {
  const silent = entries.filter((entry) =>
    permissionsOf(entry).every((permission) => forLambda[entry]?.includes(permission) === true),
  );
  expect(silent).toEqual(["health/health", "monitoring/health-check"]);
  expect([...proven.keys(), ...silent].sort()).toEqual(entries);
});

test.each(entries)("%s has exactly the permissions that it is proven to need", (entry) => {
  const needed = [...(proven.get(entry) ?? []), ...(forLambda[entry] ?? [])];
  expect(permissionsOf(entry)).toEqual(needed.sort());
});

test.each([...proven.keys()].sort())("%s has the expected conditions and denials", (entry) => {
  const found = (documents.get(entry) ?? []).filter(
    ({ Effect, Condition }) => Effect === "Deny" || Condition !== undefined,
  );
  expect(found).toHaveLength(qualified[entry]?.length ?? 0);
  expect(found).toEqual(
    expect.arrayContaining((qualified[entry] ?? []).map((part) => expect.objectContaining(part) as unknown)),
  );
});
