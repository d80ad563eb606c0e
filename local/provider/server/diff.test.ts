import { difference } from "./diff";
import type { Property, ResourceType } from "../resources/resource";
import { Secret, Unknown, type Properties } from "../properties/values";

function typeWith(properties: Record<string, Property>, more: Partial<ResourceType> = {}): ResourceType {
  const never = () => Promise.reject(new Error("not for this test"));
  const operations = { create: never, read: never, update: never, delete: never, locate: never };
  return { token: "aws:test/thing:Thing", properties, stable: [], notFound: [], ...operations, ...more };
}

const type = typeWith({
  name: { replace: true, autoname: true },
  size: { default: 3 },
  policy: { json: true },
  keys: { set: true },
  steps: {},
  tags: {},
  tier: { replace: (old, next) => old === "high" && next !== "high" },
  recovery: { of: { enabled: { default: false }, days: { default: 35 } } },
  indexes: { set: true, of: { name: {}, attributes: { set: true }, capacity: { default: 0 } } },
  schedule: { of: { at: { replace: true }, zone: {} } },
  action: { of: { block: { marker: true }, count: { marker: true, of: {} } } },
});

const statement = (...actions: string[]) => ({ Effect: "Allow", Action: actions, Resource: "*" });
const document = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

test.each<[string, Properties, Properties]>([
  ["an absent value and the default", {}, { size: 3 }],
  ["a default and an absent value", { size: 3 }, {}],
  ["an empty list, an empty map, nothing", { keys: [], tags: {} }, {}],
  ["an empty document and none", { policy: "" }, {}],
  ["documents spelt differently", { policy: '{"a":1,"b":[2]}' }, { policy: '{ "b": [2],\n "a": 1 }' }],
  [
    "policies with lists of one, in another order",
    { policy: document(statement("s3:GetObject", "s3:PutObject"), statement("sns:Publish")) },
    {
      policy: JSON.stringify({
        Statement: [
          { Resource: ["*"], Action: "sns:Publish", Effect: "Allow" },
          { Resource: "*", Action: ["s3:PutObject", "s3:GetObject"], Effect: "Allow" },
        ],
        Version: "2012-10-17",
      }),
    },
  ],
  ["sets in another order", { keys: ["a", "b"] }, { keys: ["b", "a"] }],
  ["a block of defaults and none", { recovery: { enabled: false } }, {}],
  [
    "a block with and without defaults",
    { recovery: { enabled: true, days: 35 } },
    { recovery: { enabled: true } },
  ],
  [
    "sets of objects in another order, with defaults",
    { indexes: [{ name: "a", attributes: ["x", "y"], capacity: 0 }, { name: "b" }] },
    { indexes: [{ name: "b" }, { name: "a", attributes: ["y", "x"] }] },
  ],
  ["a secret and the same in clear", { name: new Secret("users") }, { name: "users" }],
  ["what is the engine's own", { __defaults: ["name"] }, {}],
])("no difference: %s", (_name, old, next) => {
  const { paths, changed, deleteBeforeReplace } = difference(type, old, next);
  expect([...paths.keys(), ...changed]).toEqual([]);
  expect(deleteBeforeReplace).toBe(false);
});

test.each<[string, Properties, Properties, Record<string, string>]>([
  ["a value", { size: 4 }, { size: 5 }, { size: "update" }],
  ["a value and the default", { size: 4 }, {}, { size: "delete" }],
  [
    "a list's order",
    { steps: ["a", "b"] },
    { steps: ["b", "a"] },
    { "steps[0]": "update", "steps[1]": "update" },
  ],
  ["lists that are not policies", { policy: '{"a":[1]}' }, { policy: '{"a":1}' }, { policy: "update" }],
  [
    "a policy's actions",
    { policy: document(statement("a")) },
    { policy: document(statement("b")) },
    { policy: "update" },
  ],
  [
    "a tag",
    { tags: { a: "1", "x.y": "1" } },
    { tags: { "x.y": "2", b: "1" } },
    {
      "tags.a": "delete",
      'tags["x.y"]': "update",
      "tags.b": "add",
    },
  ],
  [
    "a member of a set",
    { keys: ["a", "b"] },
    { keys: ["b", "c", "d"] },
    {
      "keys[0]": "delete",
      "keys[1]": "add",
      "keys[2]": "add",
    },
  ],
  [
    "a nested value",
    { recovery: { enabled: true } },
    { recovery: { enabled: true, days: 7 } },
    {
      "recovery.days": "add",
    },
  ],
  ["something unknown, even twice", { size: Unknown }, { size: Unknown }, { size: "update" }],
  ["an object that says something though it is empty", { action: { block: {} } }, {}, { action: "delete" }],
  [
    "one such object in another's place",
    { action: { block: {} } },
    { action: { count: {} } },
    { "action.block": "delete", "action.count": "add" },
  ],
  ["what is behind a secret", { tags: new Secret({ a: "1" }) }, { tags: { a: "2" } }, { "tags.a": "update" }],
])("a difference: %s", (_name, old, next, expected) => {
  const { paths, replaces } = difference(type, old, next);
  expect(Object.fromEntries([...paths].map(([path, { change }]) => [path, change]))).toEqual(expected);
  expect([...replaces]).toEqual([]);
});

test("a replacing change is marked down to the nested value", () => {
  const { paths, replaces } = difference(
    type,
    { schedule: { at: 1, zone: "a" } },
    { schedule: { at: 2, zone: "b" } },
  );
  expect(paths.get("schedule.at")).toEqual({ change: "update", replace: true });
  expect(paths.get("schedule.zone")).toEqual({ change: "update", replace: false });
  expect([...replaces]).toEqual(["schedule"]);
});

test("only some changes of a property may replace", () => {
  const replaces = (old: Properties, next: Properties) => [...difference(type, old, next).replaces];
  expect(replaces({ tier: "high" }, {})).toEqual(["tier"]);
  expect(replaces({ tier: "low" }, { tier: "high" })).toEqual([]);
  expect(replaces({ tier: "high" }, { tier: Unknown })).toEqual([]);
});

describe("a replacement that keeps the physical name deletes first", () => {
  const keeps = (old: Properties, next: Properties, of = type) =>
    difference(of, old, next).deleteBeforeReplace;
  const changed = [{ schedule: { at: 1 } }, { schedule: { at: 2 } }] as const;

  test("when the program chose the name", () => {
    expect(keeps({ name: "a", ...changed[0] }, { name: "a", ...changed[1] })).toBe(true);
  });
  test("not when the name changes", () => {
    expect(keeps({ name: "a", ...changed[0] }, { name: "b", ...changed[1] })).toBe(false);
  });
  test("not when the provider chose it and will choose another", () => {
    const __defaults = ["name"];
    expect(keeps({ name: "a", __defaults, ...changed[0] }, { name: "a", __defaults, ...changed[1] })).toBe(
      false,
    );
  });
  test("by the type's own identity", () => {
    const pair = typeWith({ role: { replace: true }, arn: { replace: true } }, { identity: ["role"] });
    expect(keeps({ role: "a", arn: "1" }, { role: "a", arn: "2" }, pair)).toBe(true);
    expect(keeps({ role: "a", arn: "1" }, { role: "b", arn: "1" }, pair)).toBe(false);
  });
});

test("ignored properties do not count", () => {
  expect(difference(type, { size: 4 }, { size: 5 }, new Set(["size"])).changed.size).toBe(0);
});
