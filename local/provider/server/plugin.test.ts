import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { silentProgress } from "../../../common/progress";
import { ensureProvider, installProvider } from "../build";
import { Plugin } from "../testing/plugin";
import { signature, signatureKey, unknownString } from "../properties/wire";

/** Nothing answers there: what these tests ask must not need the local cloud. */
const nowhere = "http://127.0.0.1:4749";
const table = "aws:dynamodb/table:Table";
const users = { name: "users", hashKey: "userId", attributes: [{ name: "userId", type: "S" }] };
let plugin: Plugin;

beforeAll(async () => {
  plugin = await Plugin.start({ AWS_ENDPOINT_URL: nowhere, AWS_REGION: "us-east-1" });
  await plugin.configure();
});

afterAll(() => plugin.stop());

const rejection = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it succeeded",
    (error: unknown) => (error as { details: string }).details,
  );

describe("settings", () => {
  test.each<[string, Parameters<Plugin["checkConfig"]>[0], string[]]>([
    ["the usual ones", { region: "us-east-1", version: "7.0.0", skipCredentialsValidation: "true" }, []],
    [
      "one that is not served",
      { profile: "work" },
      ["profile: the local cloud does not serve the setting aws:profile"],
    ],
    [
      "an endpoint elsewhere",
      { endpoints: JSON.stringify([{ dynamodb: "https://dynamodb.us-east-1.amazonaws.com" }]) },
      [
        "endpoints: this provider serves the local cloud only, and https://dynamodb.us-east-1.amazonaws.com is not on",
      ],
    ],
    [
      "a name that only looks local",
      { endpoints: JSON.stringify([{ sns: "http://127.0.0.1.example.com", sqs: "http://localhost:1" }]) },
      ["endpoints: this provider serves the local cloud only, and http://127.0.0.1.example.com is not on"],
    ],
  ])("%s", async (_name, settings, failures) => {
    const response = await plugin.checkConfig(settings);
    expect(response).toHaveLength(failures.length);
    failures.forEach((failure, index) => expect(response[index]).toContain(failure));
  });

  test("an endpoint is required", async () => {
    const lost = await Plugin.start({});
    try {
      expect(await lost.checkConfig({})).toEqual([
        expect.stringContaining("AWS_ENDPOINT_URL does not say where"),
      ]);
      expect(await rejection(lost.configure())).toContain("npm run pulumi");
    } finally {
      await lost.stop();
    }
  });

  test("resources are in the stack's region unless they have one of their own", async () => {
    const inRegion = (region: string) => ({ ...users, region });
    const kept = { id: "users", inputs: users, outputs: { name: "users", region: "us-east-1" } };
    const here = await plugin.diff(table, "users", kept, inRegion("us-east-1"));
    expect(here.paths).toEqual({});
    const there = await plugin.diff(table, "users", kept, inRegion("eu-west-1"));
    expect(there.paths).toEqual({ region: "ADD_REPLACE" });
    expect(there.replaces).toEqual(["region"]);
    const { outputs } = await plugin.create(table, "users", inRegion("eu-west-1"), true);
    expect(outputs).toHaveProperty("region", "eu-west-1");
  });
});

test("the error for an unknown type says where to add it", async () => {
  const { failures } = await plugin.check("aws:ec2/vpc:Vpc", "it", {});
  expect(failures).toEqual([
    ": the local cloud does not serve aws:ec2/vpc:Vpc yet; add it to local/provider/resources/ec2/",
  ]);
  expect(await rejection(plugin.read("aws:ec2/vpc:Vpc", "it", "vpc-1"))).toContain(
    "local/provider/resources/ec2/",
  );
});

test("the error for an unknown function says where to add it", async () => {
  const reason = await rejection(plugin.invoke("aws:ec2/getVpc:getVpc"));
  expect(reason).toBe(
    "the local cloud does not serve the function aws:ec2/getVpc:getVpc yet; add it to local/provider/server/invoke.ts",
  );
});

test("functions that need no service answer", async () => {
  expect(await plugin.invoke("aws:index/getRegion:getRegion")).toMatchObject({ region: "us-east-1" });
  expect(await plugin.invoke("aws:index/getPartition:getPartition")).toMatchObject({ partition: "aws" });
});

test("when the local cloud is down, the message says how to start it", async () => {
  const expected = `the local cloud does not answer at ${nowhere}; start it with \`npm start\``;
  expect(await rejection(plugin.create(table, "users", users))).toBe(expected);
  expect(await rejection(plugin.invoke("aws:index/getCallerIdentity:getCallerIdentity"))).toBe(expected);
});

describe("a preview", () => {
  const secret = (value: string) => ({ [signatureKey]: signature.secret, value });

  test("of a creation knows the inputs, and keeps secrets", async () => {
    const inputs = { ...users, rangeKey: unknownString, tags: secret("hush") };
    const { id, outputs } = await plugin.create(table, "users", inputs, true);
    expect(id).toBe("");
    expect(outputs).toMatchObject(inputs);
    expect(outputs).toHaveProperty("region", "us-east-1");
    expect(outputs).not.toHaveProperty("arn");
  });

  test("of a function that only gets other tags keeps its version, so that no dependent resource changes", async () => {
    const token = "aws:lambda/function:Function";
    const inputs = { name: "register", role: "arn", publish: true, tags: { a: "1" } };
    const old = { id: "register", inputs, outputs: { ...inputs, version: "3", lastModified: "then" } };
    const tagged = await plugin.update(token, "register", old, { ...inputs, tags: { a: "2" } }, true);
    expect(tagged.outputs).toMatchObject({ version: "3", lastModified: "then" });
    const slower = await plugin.update(token, "register", old, { ...inputs, timeout: 9 }, true);
    expect(slower.outputs).toMatchObject({ version: unknownString, lastModified: unknownString });
  });

  test("of an update knows stable outputs and defaults only", async () => {
    const old = {
      id: "users",
      inputs: users,
      outputs: { ...users, arn: "arn:1", streamArn: "arn:2", billingMode: "PROVISIONED", readCapacity: 5 },
    };
    const { outputs } = await plugin.update(table, "users", old, { ...users, tags: { owner: "me" } }, true);
    expect(outputs).toEqual({
      ...users,
      tags: { owner: "me" },
      tagsAll: { owner: "me" },
      arn: "arn:1",
      streamArn: "arn:2",
      billingMode: "PROVISIONED",
      readCapacity: unknownString,
    });
  });

  test("of a replacement names the replacing properties, the stable outputs, and deletes first", async () => {
    const old = { id: "users", inputs: users, outputs: users };
    const diff = await plugin.diff(table, "users", old, { ...users, hashKey: "id" });
    expect(diff).toEqual({
      paths: { hashKey: "UPDATE_REPLACE" },
      replaces: ["hashKey"],
      deleteBeforeReplace: true,
      stables: ["arn", "streamArn", "streamLabel"],
    });
  });
});

test("assets are compared by hash and returned unchanged", async () => {
  const code = (hash: string, text?: string) => ({
    [signatureKey]: signature.archive,
    hash,
    ...(text !== undefined && {
      assets: { "index.js": { [signatureKey]: signature.asset, hash: `${hash}-1`, text } },
    }),
  });
  const token = "aws:lambda/function:Function";
  const inputs = {
    name: "fn",
    role: "arn:aws:iam::000000000000:role/fn",
    handler: "index.handler",
    runtime: "nodejs24.x",
  };
  const old = { id: "fn", inputs: { ...inputs, code: code("h1") }, outputs: {} };
  expect((await plugin.diff(token, "fn", old, { ...inputs, code: code("h1") })).paths).toEqual({});
  expect((await plugin.diff(token, "fn", old, { ...inputs, code: code("h2") })).paths).toEqual({
    code: "UPDATE",
  });
  const { outputs } = await plugin.create(token, "fn", { ...inputs, code: code("h1", "exports = 1") }, true);
  expect(outputs["code"]).toEqual(code("h1", "exports = 1"));
});

test("the plugin exits when the engine is gone", async () => {
  const orphan = await Plugin.start({ AWS_ENDPOINT_URL: nowhere });
  expect(await orphan.abandon()).toBe(0);
});

test("a build is made once and installed once", async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), "provider-home-"));
  try {
    const built = await ensureProvider(silentProgress);
    expect(await ensureProvider(silentProgress)).toEqual(built);
    const installed = path.join(home, "plugins", `resource-aws-v${built.version}`);
    // As an installation leaves it that was interrupted.
    installProvider({ ...built, home });
    writeFileSync(`${installed}.partial`, "");
    rmSync(path.join(installed, "provider.cjs"));
    installProvider({ ...built, home });
    const bundle = path.join(installed, "provider.cjs");
    expect(readFileSync(bundle)).toEqual(readFileSync(path.join(built.dir, "provider.cjs")));
    writeFileSync(bundle, "untouched by another installation of the same build");
    installProvider({ ...built, home });
    expect(readFileSync(bundle, "utf8")).toContain("untouched");
  } finally {
    rmSync(home, { recursive: true });
  }
});
