import * as dynamodb from "@aws-sdk/client-dynamodb";
import { locateResource } from "../recovery/locate";
import { allow, trust } from "../testing/documents";
import { startCloud, type Cloud } from "../testing/cloud";
import { halfMade, Plugin, type Kept } from "../testing/plugin";
import { signature, signatureKey } from "../properties/wire";

let cloud: Cloud;
let plugin: Plugin;

beforeAll(async () => {
  cloud = await startCloud();
  plugin = await Plugin.start(cloud.env);
  await plugin.configure();
});

afterAll(async () => {
  await plugin.stop();
  await cloud.stop();
});

const caught = (promise: Promise<unknown>): Promise<{ details: string }> =>
  promise.then(
    () => Promise.reject(new Error("it succeeded")),
    (error: unknown) => error as { details: string },
  );

const role = "aws:iam/role:Role";
const table = "aws:dynamodb/table:Table";
const secret = (value: string) => ({ [signatureKey]: signature.secret, value });
const inline = (policy: string) => [{ name: "read", policy }];

test("an error of the service names the resource and the error, without a stack", async () => {
  const users = {
    name: "users",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  };
  await plugin.create(table, "users", users);
  const { details } = await caught(plugin.create(table, "users", users));
  expect(details).toMatch(/^Table users: ResourceInUseException: Table already exists[^\n]*$/);
});

describe("a resource that is created but incomplete", () => {
  const policy = allow("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:000000000000:table/users");
  const wanted = {
    name: "half",
    assumeRolePolicy: trust("lambda.amazonaws.com"),
    inlinePolicies: inline("no JSON"),
  };
  let kept: Kept;

  test("is reported with the properties that exist", async () => {
    const response = halfMade(await caught(plugin.create(role, "half", wanted)));
    expect(response).toMatchObject({
      id: "half",
      outputs: { arn: "arn:aws:iam::000000000000:role/half", inlinePolicies: [] },
      reasons: [expect.stringContaining("Role half: MalformedPolicyDocument")],
    });
    // The engine keeps the inputs that it asked for and the outputs that were reported.
    kept = { id: "half", inputs: wanted, outputs: response!.outputs };
  });

  test("is completed by the next update, which the engine runs although the inputs are the same", async () => {
    const again = halfMade(await caught(plugin.update(role, "half", kept, wanted)));
    expect(again).toMatchObject({ id: "half", outputs: { inlinePolicies: [] } });
    const next = { ...wanted, description: "whole", inlinePolicies: inline(policy) };
    const whole = await plugin.update(role, "half", kept, next);
    expect(whole.outputs).toMatchObject({ description: "whole", inlinePolicies: inline(policy) });
    expect(await plugin.read(role, "half", "half", whole)).toEqual(whole);
  });

  test("is completed even if the mistake was not in the inputs", async () => {
    const next = { ...wanted, inlinePolicies: inline(policy) };
    const unapplied = { ...kept, inputs: next };
    expect((await plugin.diff(role, "half", unapplied, next)).paths).toEqual({});
    const whole = await plugin.update(role, "half", unapplied, next);
    expect(whole.outputs).toMatchObject({ inlinePolicies: inline(policy) });
  });
});

test("secrets stay secrets in every response, also inside other values", async () => {
  const topic = "aws:sns/topic:Topic";
  const inputs = { name: secret("classified"), displayName: "open" };
  const made = await plugin.create(topic, "it", inputs);
  expect(made.outputs).toMatchObject({
    name: secret("classified"),
    arn: secret("arn:aws:sns:us-east-1:000000000000:classified"),
    displayName: "open",
  });
  const read = await plugin.read(topic, "it", made.id, made);
  expect(read).toEqual(made);
  const changed = await plugin.update(topic, "it", made, { ...inputs, displayName: "other" });
  expect(changed.outputs).toMatchObject({ name: secret("classified"), displayName: "other" });
});

test("a resource of an interrupted creation is found, also by an exported secret", async () => {
  const topic = "aws:sns/topic:Topic";
  const { id } = await plugin.create(topic, "it", { name: "unnoted" });
  const name = { [signatureKey]: signature.secret, plaintext: '"unnoted"' };
  expect(await locateResource(topic, { name }, cloud.env)).toBe(id);
  expect(await locateResource(topic, { name: "never" }, cloud.env)).toBeUndefined();
});

test("the new value of a changed secret is secret, too", async () => {
  const parameter = "aws:ssm/parameter:Parameter";
  const inputs = { name: "/p", type: "SecureString", value: secret("first") };
  const made = await plugin.create(parameter, "it", inputs);
  const seen = await plugin.read(parameter, "it", "/p", {
    ...made,
    inputs: { ...inputs, value: secret("zeroth") },
  });
  expect(seen?.inputs["value"]).toEqual(secret("first"));
  expect((await plugin.read(parameter, "it", "/p"))?.inputs["value"]).toEqual(secret("first"));
});

test("an account that is not allowed is refused", async () => {
  const { details } = await caught(plugin.configure({ allowedAccountIds: '["123456789012"]' }));
  expect(details).toBe("aws:allowedAccountIds: the account is 000000000000, allowed is 123456789012");
  await plugin.configure({ allowedAccountIds: '["000000000000"]' });
});

test("getCallerIdentity returns the caller", async () => {
  const { accountId, arn } = await plugin.invoke("aws:index/getCallerIdentity:getCallerIdentity");
  expect({ accountId, arn }).toEqual({ accountId: "000000000000", arn: "arn:aws:iam::000000000000:root" });
});

test("a creation in progress when the engine cancels completes and is reported", async () => {
  const own = await Plugin.start(cloud.env);
  try {
    await own.configure();
    const inputs = {
      name: "late",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
    };
    const [outcome] = await Promise.allSettled([own.create(table, "late", inputs), own.cancel()]);
    const client = cloud.clients.dynamoDb();
    const { TableNames } = await client.send(new dynamodb.ListTablesCommand({}));
    const response = outcome.status === "fulfilled" ? outcome.value : halfMade(outcome.reason);
    expect(response?.id).toBe(TableNames?.includes("late") ? "late" : undefined);
  } finally {
    await own.stop();
  }
});
