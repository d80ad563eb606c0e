import * as fs from "node:fs";
import * as path from "node:path";

import { runProgram } from "../../infra/offline/run-program";
import { effectTypes } from "./in-place";
import { judge } from "./judge";
import { keysOfData, statefulTypes } from "./stateful";
import { judged, step, type Change } from "./testing/steps";

const table = "aws:dynamodb/table:Table";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const parameter = "aws:ssm/parameter:Parameter";
const group = "aws:cloudwatch/logGroup:LogGroup";
const subscription = "aws:sns/topicSubscription:TopicSubscription";

const ttl = (attributeName: string, enabled = true) => ({ ttl: { attributeName, enabled } });
const recovery = (enabled: boolean, recoveryPeriodInDays?: number) => ({
  pointInTimeRecovery: { enabled, recoveryPeriodInDays },
});
const index = (name: string, attribute: string, more: object = {}) => ({
  ...{ name, keySchemas: [{ attributeName: attribute, keyType: "HASH" }], projectionType: "ALL" },
  ...more,
});
const secret = { type: "SecureString", value: "[secret]" };

describe("an update in place that deletes data is refused", () => {
  test.each<[string, string, Change, RegExp]>([
    ["TTL on a table", table, { before: {}, after: ttl("expiresAt") }, /all items whose expiresAt/],
    [
      "TTL that was off",
      table,
      { before: ttl("expiresAt", false), after: ttl("expiresAt") },
      /all items whose expiresAt/,
    ],
    ["TTL by another attribute", table, { before: ttl("a"), after: ttl("createdAt") }, /whose createdAt/],
    ["recovery that is turned off", table, { before: recovery(true), after: recovery(false) }, /0 days/],
    ["recovery that is removed", table, { before: recovery(true), after: {} }, /point-in-time backups/],
    ["a shorter recovery", table, { before: recovery(true), after: recovery(true, 7) }, /older than 7 days/],
    [
      "a shorter retention of logs",
      group,
      { before: { retentionInDays: 90 }, after: { retentionInDays: 7 } },
      /its logs older than 7 days/,
    ],
    ["an end of logs that never expired", group, { before: {}, after: { retentionInDays: 7 } }, /7 days/],
    [
      "a shorter retention of messages",
      "aws:sqs/queue:Queue",
      { before: {}, after: { messageRetentionSeconds: 60 } },
      /waiting messages older than 60 seconds/,
    ],
    [
      "a shorter retention of records",
      "aws:kinesis/stream:Stream",
      { before: { retentionPeriod: 48 }, after: {} },
      /records older than 24 hours/,
    ],
    [
      "backups that are turned off",
      "aws:rds/instance:Instance",
      { before: { backupRetentionPeriod: 7 }, after: { backupRetentionPeriod: 0 } },
      /its backups older than 0 days/,
    ],
    [
      "images that expire",
      "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      { before: { policy: "{}" }, after: { policy: '{"rules":[]}' } },
      /images that its rules expire/,
    ],
    [
      "a key that is disabled",
      "aws:kms/key:Key",
      { before: {}, after: { isEnabled: false } },
      /access to everything encrypted with it/,
    ],
    [
      "the secret that finds the accounts",
      parameter,
      { name: "phone", before: secret, after: secret, diff: ["value"] },
      /Parameter::phone would be updated because value changes, and lose every account/,
    ],
    [
      "the same secret in a parameter of another name",
      parameter,
      { name: "phone", op: "replace", before: secret, after: secret, diff: ["name", "value"] },
      /lose every account/,
    ],
    ["a deleted secret parameter", parameter, { before: secret }, /would be deleted, and lose its value/],
  ])("%s", (_, type, change, expected) => {
    const { problems } = judged(step(type, change));
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems[0]).toContain("ops/changes/accepted.ts");
  });
});

describe("an effect that deletes nothing is reported", () => {
  test.each<[string, string, Change, RegExp]>([
    [
      "a removed index",
      table,
      { before: { globalSecondaryIndexes: [index("phone", "phoneHash")] }, after: {} },
      /Table::thing loses its index phone: deploy functions that no longer query it first/,
    ],
    [
      "an index with another key",
      table,
      {
        before: { globalSecondaryIndexes: [index("phone", "a")] },
        after: { globalSecondaryIndexes: [index("phone", "b")] },
      },
      /builds its index phone again/,
    ],
    [
      "a removed replica",
      table,
      { before: { replicas: [{ regionName: "eu-west-1" }] }, after: { replicas: [] } },
      /loses its replica in eu-west-1/,
    ],
    ["a removed stream", table, { before: { streamEnabled: true }, after: {} }, /records of its stream/],
    [
      "versioning that is suspended",
      versioning,
      {
        before: { versioningConfiguration: { status: "Enabled" } },
        after: { versioningConfiguration: { status: "Suspended" } },
      },
      /keeps no old versions/,
    ],
    [
      "versioning that is removed",
      versioning,
      { before: { versioningConfiguration: { status: "Enabled" } } },
      /keeps no old versions/,
    ],
    ["a removed subscription", subscription, { before: { protocol: "email" } }, /receives no more messages/],
    [
      "a removed reader of a stream",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      { before: { startingPosition: "LATEST" } },
      /loses its position/,
    ],
    [
      "a trail that stops",
      "aws:cloudtrail/trail:Trail",
      { before: {}, after: { enableLogging: false } },
      /records no more audit events/,
    ],
    [
      "a new value of another secret",
      parameter,
      { name: "jwt", before: secret, after: secret, diff: ["value"] },
      /Parameter::jwt has a new value/,
    ],
    [
      "deletion protection that is turned off",
      table,
      { before: { deletionProtectionEnabled: true }, after: { deletionProtectionEnabled: false } },
      /no longer protected from deletion/,
    ],
    [
      "a bucket that may be deleted with its objects",
      "aws:s3/bucket:Bucket",
      { before: {}, after: { forceDestroy: true } },
      /no longer protected from deletion/,
    ],
  ])("%s", (_, type, change, expected) => {
    const { problems, notes } = judged(step(type, change));
    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(expected)]);
  });
});

describe("nothing is reported for", () => {
  test.each<[string, string, Change]>([
    ["a new table with TTL", table, { after: ttl("expiresAt") }],
    ["TTL that stays", table, { before: ttl("expiresAt"), after: ttl("expiresAt") }],
    ["TTL that is turned off", table, { before: ttl("expiresAt"), after: ttl("expiresAt", false) }],
    ["a longer recovery", table, { before: recovery(true, 7), after: recovery(true) }],
    [
      "a new index",
      table,
      {
        before: { globalSecondaryIndexes: [index("a", "x")] },
        after: { globalSecondaryIndexes: [index("b", "y"), index("a", "x", { readCapacity: 1 })] },
      },
    ],
    ["a longer retention", group, { before: { retentionInDays: 7 }, after: { retentionInDays: 90 } }],
    ["logs that never expire", group, { before: { retentionInDays: 7 }, after: { retentionInDays: 0 } }],
    [
      "a parameter that is not secret",
      parameter,
      { name: "phone", before: { type: "String" }, after: { type: "String" }, diff: ["value"] },
    ],
    [
      "a new description of a secret",
      parameter,
      { name: "phone", before: secret, after: secret, diff: ["description"] },
    ],
    [
      "another name of a parameter with the same secret",
      parameter,
      { name: "phone", op: "replace", before: secret, after: secret, diff: ["name"] },
    ],
    [
      "a removed reader of a queue",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      { before: { batchSize: 1 } },
    ],
  ])("%s", (_, type, change) => {
    const { problems, notes } = judged(step(type, change));
    expect([...problems, ...notes]).toEqual([]);
  });
});

test("an accepted loss of an update is allowed", () => {
  const change = step(table, { before: {}, after: ttl("expiresAt") });
  const entry = { resource: `${table}::thing`, change: "update" as const, reason: "-", version: "1.2.0" };
  const preview = { steps: [change], diagnostics: [] };
  const { problems } = judge({ preview, accepted: [entry], version: "1.2.0", stage: "prod" });
  expect(problems).toEqual([]);
});

test.each(["secretsmanager/secret:Secret", "ecr/repository:Repository", "backup/vault:Vault"])(
  "a deleted %s is refused",
  (type) => {
    expect(judged(step(`aws:${type}`, { before: {} })).problems).toHaveLength(1);
  },
);

test("every type of the tables exists", () => {
  const sdk = path.dirname(require.resolve("@pulumi/aws/package.json"));
  const unknown = [...statefulTypes, ...effectTypes].filter((type) => {
    const file = path.join(sdk, `${type.split(":")[1] ?? ""}.js`);
    return !fs.existsSync(file) || !fs.readFileSync(file, "utf8").includes(`__pulumiType = '${type}'`);
  });
  expect(unknown).toEqual([]);
});

test("the program has the secrets that data depends on", async () => {
  const registered = await runProgram();
  const secrets = registered
    .filter(({ type, inputs }) => type === parameter && inputs["type"] === "SecureString")
    .map(({ type, name }) => `${type}::${name}`);
  expect(secrets).toEqual(expect.arrayContaining(Object.keys(keysOfData)));
});
