import { checkInputs, type CheckContext } from "./check";
import { getType } from "../resources/registry";
import { Secret, Unknown, type Properties } from "../properties/values";

const check = (token: string, news: Properties, more: Partial<CheckContext> = {}) =>
  checkInputs(getType(token), news, {
    name: "it",
    olds: () => undefined,
    defaultTags: {},
    ...more,
  });

const table = "aws:dynamodb/table:Table";
const topic = "aws:sns/topic:Topic";
const role = "aws:iam/role:Role";

test.each<[string, string, Properties, string, string]>([
  ["a missing property", table, { name: "users" }, "hashKey", "is required but missing"],
  [
    "an unknown property",
    table,
    { hashKey: "id", replicas: [] },
    "replicas",
    "local/provider/resources/dynamodb/",
  ],
  [
    "an unknown nested one",
    table,
    { hashKey: "id", ttl: { on: true } },
    "ttl.on",
    "local/provider/resources/dynamodb/",
  ],
  [
    "an unknown one in a list",
    table,
    { hashKey: "id", globalSecondaryIndexes: [{ name: "a", projectionType: "ALL", warmThroughput: {} }] },
    "globalSecondaryIndexes[0].warmThroughput",
    "local/provider/resources/dynamodb/",
  ],
  [
    "a missing nested one",
    table,
    { hashKey: "id", attributes: [{ name: "id" }] },
    "attributes[0].type",
    "is required but missing",
  ],
  [
    "a region where there is none",
    role,
    { assumeRolePolicy: "{}", region: "us-east-1" },
    "region",
    "local/provider/resources/iam/",
  ],
  [
    "two values at once",
    "aws:ssm/parameter:Parameter",
    { type: "String", value: "a", insecureValue: "b" },
    "",
    'either "value" or "insecureValue"',
  ],
])("%s is a failure", (_name, token, news, property, reason) => {
  const { failures } = check(token, news);
  expect(failures).toEqual([{ property, reason: expect.stringContaining(reason) as string }]);
});

test("unknown values are accepted", () => {
  expect(
    check(table, { name: Unknown, hashKey: Unknown, attributes: Unknown, ttl: Unknown }).failures,
  ).toEqual([]);
});

describe("names", () => {
  const nameOf = (token: string, news: Properties, more: Partial<CheckContext> = {}) =>
    check(token, news, more).inputs["name"];

  test("are generated if the program gives none, and marked as generated", () => {
    const { inputs } = check(topic, {});
    expect(inputs["name"]).toMatch(/^it-[0-9a-f]{7}$/);
    expect(inputs["__defaults"]).toEqual(["name"]);
    expect(check(topic, { name: "alarms" }).inputs).toEqual({ name: "alarms" });
  });
  test("are the same for the same seed, and differ otherwise", () => {
    const seeded = (seed: string) => nameOf(topic, {}, { randomSeed: Buffer.from(seed) });
    expect(seeded("one")).toBe(seeded("one"));
    expect(seeded("one")).not.toBe(seeded("two"));
    expect(nameOf(topic, {})).not.toBe(nameOf(topic, {}));
  });
  test("stay the same in an update", () => {
    expect(nameOf(topic, {}, { olds: () => ({ name: "it-1234567" }) })).toBe("it-1234567");
  });
  test("take a prefix, and the suffix that the service requires", () => {
    expect(nameOf(topic, { namePrefix: "app-" })).toMatch(/^app-[0-9a-f]{7}$/);
    expect(nameOf(topic, { fifoTopic: true })).toMatch(/^it-[0-9a-f]{7}\.fifo$/);
  });
  test("follow the stack's settings", () => {
    expect(nameOf(topic, {}, { autonaming: { proposedName: "proposed" } })).toBe("proposed");
    expect(check(topic, {}, { autonaming: "disabled" }).failures).toEqual([
      { property: "name", reason: expect.stringContaining("turn generated names off") as string },
    ]);
  });
});

test("default tags are added; the resource's own tags win", () => {
  const tagsOf = (news: Properties, token = topic) =>
    check(token, { name: "a", ...news }, { defaultTags: { project: "sjc1990app", owner: "all" } }).inputs[
      "tags"
    ];
  expect(tagsOf({})).toEqual({ project: "sjc1990app", owner: "all" });
  expect(tagsOf({ tags: { owner: "me" } })).toEqual({ project: "sjc1990app", owner: "me" });
  expect(tagsOf({ tags: Unknown })).toBe(Unknown);
  expect(tagsOf({ role: "r", policy: "{}" }, "aws:iam/rolePolicy:RolePolicy")).toBeUndefined();
});

test("a document may be an object; an unknown or secret part makes the whole document unknown or secret", () => {
  const policyOf = (assumeRolePolicy: Properties) =>
    check(role, { name: "r", assumeRolePolicy }).inputs["assumeRolePolicy"];
  expect(policyOf({ Version: "2012-10-17" })).toBe('{"Version":"2012-10-17"}');
  expect(policyOf({ Version: Unknown })).toBe(Unknown);
  expect(policyOf({ Version: new Secret("1") })).toEqual(new Secret('{"Version":"1"}'));
});

test("properties that are always secret are marked", () => {
  const { inputs } = check("aws:ssm/parameter:Parameter", { name: "p", type: "SecureString", value: "hush" });
  expect(inputs["value"]).toEqual(new Secret("hush"));
});
