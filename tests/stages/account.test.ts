/**
 * A new AWS account, on the emulator with IAM enforced: root deploys the account project, then the role of a workflow
 * deploys the platform, with its state in the account's bucket and its secrets encrypted with the account's key.
 */
import * as path from "node:path";

import { DeleteTableCommand, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, CreateUserCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { PutParameterCommand } from "@aws-sdk/client-ssm";

import type { Clients } from "../../local/provider/clients/connect";
import { anything, boundaryArn, forbidden, health, trust } from "./account/forbidden";
import { Account, gitHubToken, REPOSITORY, root, STATE_BUCKET, type Credentials } from "./account/rig";

jest.setTimeout(900_000);

const ENVIRONMENT = `repo:${REPOSITORY}:environment:local`;
const PULL_REQUEST = `repo:${REPOSITORY}:pull_request`;
const PREVIEW = `repo:${REPOSITORY}:environment:preview-local`;

let account: Account;
let outputs: { secretsProviders: Record<string, string> };

beforeAll(async () => {
  account = await Account.open(undefined, false);
  await account.cloud.pulumiOk(["up", "--yes", "--skip-preview"]);
  outputs = (await account.cloud.outputs()) as typeof outputs;
});

afterAll(async () => {
  await account.remove();
});

test("a deployed account has no changes and no policy findings", async () => {
  const pack = ["--policy-pack", path.join(account.programDir, "policies")];
  const levels = ["--policy-pack-config", path.join(account.programDir, "infra/account/policy-levels.json")];
  const { code, stdout } = await account.cloud.pulumi(
    ["preview", "--expect-no-changes", ...pack, ...levels],
    "capture",
  );
  expect({ code, stdout: code === 0 ? "" : stdout }).toEqual({ code: 0, stdout: "" });
});

test("the buckets of states and of the trail, and their keys, are protected", async () => {
  const { deployment } = JSON.parse(await account.cloud.pulumiOk(["stack", "export"])) as {
    deployment: { resources: { urn: string; type: string; protect?: boolean }[] };
  };
  const kept = deployment.resources.filter(({ type }) =>
    ["aws:s3/bucket:Bucket", "aws:kms/key:Key"].includes(type),
  );
  expect(kept.map(({ urn, protect }) => [urn.split("::").at(-1), protect]).sort()).toEqual([
    ["state", true],
    ["state-key", true],
    ["trail", true],
    ["trail-key", true],
  ]);
});

describe("assuming a role", () => {
  const taken = async (role: string, token: string): Promise<string> => outcome(account.assume(role, token));

  test.each([
    ["sjc1990app-deploy-local", ENVIRONMENT],
    ["sjc1990app-deploy-other", `repo:${REPOSITORY}:environment:other`],
    ["sjc1990app-preview", PREVIEW],
    ["sjc1990app-preview", `repo:${REPOSITORY}:environment:preview-other`],
  ])("%s: %s", async (role, sub) => {
    expect(await taken(role, gitHubToken(sub))).toBe("allowed");
  });

  test.each([
    ["a pull request deploys", "sjc1990app-deploy-local", PULL_REQUEST, {}],
    [
      "a branch deploys without its environment",
      "sjc1990app-deploy-local",
      `repo:${REPOSITORY}:ref:refs/heads/main`,
      {},
    ],
    ["one stage's environment deploys another", "sjc1990app-deploy-other", ENVIRONMENT, {}],
    ["a pull request previews without an environment", "sjc1990app-preview", PULL_REQUEST, {}],
    [
      "the default branch previews without an environment",
      "sjc1990app-preview",
      `repo:${REPOSITORY}:ref:refs/heads/main`,
      {},
    ],
    ["the environment of deployments previews", "sjc1990app-preview", ENVIRONMENT, {}],
    ["the environment of previews deploys", "sjc1990app-deploy-local", PREVIEW, {}],
    ["another repository deploys", "sjc1990app-deploy-local", "repo:somebody/else:environment:local", {}],
    ["a longer name deploys", "sjc1990app-deploy-local", `${ENVIRONMENT}x`, {}],
    [
      "a token for somebody else deploys",
      "sjc1990app-deploy-local",
      ENVIRONMENT,
      { aud: "https://example.org" },
    ],
    [
      "a token of somebody else deploys",
      "sjc1990app-deploy-local",
      ENVIRONMENT,
      { iss: "https://id.example.org" },
    ],
  ])("not when %s", async (_, role, sub, claims) => {
    expect(await taken(role, gitHubToken(sub, claims))).toBe("denied");
  });
});

describe("a stage that its role deploys", () => {
  let deployer: Credentials;
  let as: Clients;

  beforeAll(async () => {
    await account.reducePolicies();
    await account.initialiseStage("local", outputs.secretsProviders["local"] ?? "");
    deployer = await account.assume("sjc1990app-deploy-local", gitHubToken(ENVIRONMENT));
    as = account.clients(deployer);
    const { code, stdout, stderr } = await account.pulumi(["up", "--yes", "--skip-preview"], deployer);
    expect({ code, errors: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, errors: "" });
  });

  test("answers", async () => {
    const { stdout } = await account.pulumi(["stack", "output", "invokeUrl"], deployer);
    const response = await fetch(`${stdout.trim()}/health`);
    expect(response.status).toBe(200);
  });

  test("has its state in the account's bucket, and its secrets encrypted with its secrets provider", async () => {
    const s3 = account.clients(root).s3();
    const Key = ".pulumi/stacks/sjc1990app/local.json";
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key }));
    const state = (await Body?.transformToString()) ?? "";
    expect(JSON.parse(state)).toMatchObject({
      checkpoint: {
        latest: { secrets_providers: { type: "cloud", state: { url: outputs.secretsProviders["local"] } } },
      },
    });
    expect(state).not.toContain("+85291000001");
    // The run has removed its lock.
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: STATE_BUCKET, Prefix: ".pulumi/locks/" }),
    );
    expect(Contents).toEqual([]);
  });

  test.each(forbidden)("does not allow its role to %s", async (_, call) => {
    expect(await outcome(call(as, account))).toBe("denied");
  });

  test("is previewed and checked for drift by the role of previews, which changes nothing", async () => {
    const previewer = await account.assume("sjc1990app-preview", gitHubToken(PREVIEW));
    for (const args of [["preview"], ["preview", "--refresh"]]) {
      const { code, stdout, stderr } = await account.pulumi([...args, "--expect-no-changes"], previewer);
      expect({ args, code, errors: code === 0 ? "" : stdout + stderr }).toEqual({
        args,
        code: 0,
        errors: "",
      });
    }
    const { code, stdout, stderr } = await account.pulumi(["up", "--yes", "--skip-preview"], previewer);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("s3:PutObject");

    const clients = account.clients(previewer);
    const writes: Promise<unknown>[] = [
      clients
        .ssm()
        .send(new PutParameterCommand({ Name: "/sjc1990app/local/jwt", Value: "x", Overwrite: true })),
      clients.dynamoDb().send(new DeleteTableCommand({ TableName: "sjc1990app-users-local" })),
      clients.lambda().send(new DeleteFunctionCommand({ FunctionName: "sjc1990app-health-local" })),
      clients.iam().send(new PutRolePolicyCommand({ ...health, PolicyName: "x", PolicyDocument: anything })),
      clients.dynamoDb().send(new ScanCommand({ TableName: "sjc1990app-users-local" })),
    ];
    expect(await Promise.all(writes.map(outcome))).toEqual(writes.map(() => "denied"));
  });

  test("has roles that the boundary limits, whatever their own policies allow", async () => {
    const iam = account.clients(root).iam();
    const RoleName = "sjc1990app-probe";
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, PermissionsBoundary: boundaryArn }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "all", PolicyDocument: anything }));
    const probe = account.clients(await account.assume(RoleName));
    const dynamoDb = probe.dynamoDb();
    const item = { userId: { S: "u1" } };
    const outcomes = {
      write: await outcome(
        dynamoDb.send(new PutItemCommand({ TableName: "sjc1990app-users-local", Item: item })),
      ),
      read: await outcome(
        dynamoDb.send(new GetItemCommand({ TableName: "sjc1990app-users-local", Key: item })),
      ),
      scan: await outcome(dynamoDb.send(new ScanCommand({ TableName: "sjc1990app-users-local" }))),
      otherStage: await outcome(
        dynamoDb.send(new GetItemCommand({ TableName: "sjc1990app-users-other", Key: item })),
      ),
      user: await outcome(probe.iam().send(new CreateUserCommand({ UserName: "somebody" }))),
      state: await outcome(
        probe
          .s3()
          .send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key: ".pulumi/stacks/sjc1990app/local.json" })),
      ),
    };
    expect(outcomes).toEqual({
      write: "allowed",
      read: "allowed",
      scan: "denied",
      otherStage: "denied",
      user: "denied",
      state: "denied",
    });
  });
});

/** `allowed`, `denied`, or another error. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "allowed";
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return /AccessDenied|AuthorizationError|not authorized/i.test(text) ? "denied" : text;
  }
}
