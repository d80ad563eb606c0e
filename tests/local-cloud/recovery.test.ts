import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { APIGatewayClient, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import {
  CloudFrontClient,
  CreateCachePolicyCommand,
  ListCachePoliciesCommand,
} from "@aws-sdk/client-cloudfront";
import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";

import { repoRoot } from "../../common/paths";
import { silentProgress, type Progress } from "../../common/progress";
import { routes } from "../../functions/routes";
import { emulatorDir, type Cloud } from "../../local/cloud";
import { statusEmulator, stopEmulator } from "../../local/emulator";
import { recover } from "../../local/recover";
import { policyPack } from "../../ops/policy-pack";
import { copyProgram, linkModules } from "../../ops/program-copy";
import { openApi } from "../testing/api";
import {
  clientConfig,
  openPlatform,
  openTestCloud,
  previewSteps,
  removeTestCloud,
  reopen,
} from "../testing/support";

/** Progress that keeps the warnings. */
function recorder(): Progress & { warnings: string[] } {
  const warnings: string[] = [];
  return { ...silentProgress, warnings, warn: (text) => warnings.push(text) };
}

/** A new cloud with a program of ten resources, which fails and recovers like the whole platform, but sooner. */
function openSmallCloud(): Promise<Cloud> {
  const projectDir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-small-"));
  fs.cpSync(path.join(__dirname, "small-program"), projectDir, { recursive: true });
  linkModules(projectDir, repoRoot);
  return openTestCloud(projectDir, true);
}

/** Starts `pulumi up`, and waits until its output matches. */
function startUp(cloud: Cloud): {
  child: ChildProcess;
  until(pattern: RegExp): Promise<void>;
  ended: Promise<void>;
} {
  const child = spawn("pulumi", ["up", "--yes", "--skip-preview"], { cwd: cloud.projectDir, env: cloud.env });
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString();
      listeners.forEach((listener) => {
        listener();
      });
    });
  }
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  return {
    child,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (pattern.test(output)) resolve();
        };
        listeners.add(check);
        check();
        void ended.then(() => {
          reject(new Error(`the update ended before it printed ${String(pattern)}:\n${output}`));
        });
      }),
  };
}

/** What the next `npm start` does. */
async function recoverAndUp(
  before: Cloud,
  args: string[],
  progress: Progress = silentProgress,
): Promise<Cloud> {
  const cloud = await reopen(before);
  await recover(cloud, progress);
  await cloud.pulumiOk(["up", "--yes", "--skip-preview", ...args]);
  expect(await previewSteps(cloud, args)).toEqual([]);
  return cloud;
}

/** Expects that the small program is up and answers, and that nothing exists twice. */
async function expectSmallProgram(before: Cloud, progress: Progress = silentProgress): Promise<void> {
  const cloud = await recoverAndUp(before, [], progress);
  const config = clientConfig(cloud);
  const { TableNames } = await new DynamoDBClient(config).send(new ListTablesCommand({}));
  expect(TableNames).toEqual(["sessions", "users"]);
  const { Functions = [] } = await new LambdaClient(config).send(new ListFunctionsCommand({}));
  expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(["hello"]);
  const { items = [] } = await new APIGatewayClient(config).send(new GetRestApisCommand({}));
  expect(items.map(({ name }) => name)).toEqual(["hello"]);
  expect(await cachePolicies(cloud)).toEqual(["photos"]);
  const { apiUrl } = (await cloud.outputs()) as { apiUrl: string };
  expect(await (await fetch(`${apiUrl}/hello`)).json()).toEqual({ hello: "world" });
}

async function cachePolicies(cloud: Cloud): Promise<unknown[]> {
  const { CachePolicyList } = await new CloudFrontClient(clientConfig(cloud)).send(
    new ListCachePoliciesCommand({ Type: "custom" }),
  );
  return (CachePolicyList?.Items ?? []).map(({ CachePolicy }) => CachePolicy?.CachePolicyConfig?.Name);
}

describe("after a kill during an update the next start converges", () => {
  let cloud: Cloud;
  afterEach(async () => {
    await removeTestCloud(cloud);
  });

  async function killCli(moment: RegExp): Promise<void> {
    const { child, until, ended } = startUp(cloud);
    await until(moment);
    child.kill("SIGKILL");
    await ended;
  }

  async function killProvider(moment: RegExp): Promise<void> {
    const { until, ended } = startUp(cloud);
    await until(moment);
    const pids = cloud.providerProcesses();
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await ended;
  }

  test("of the CLI, with the whole platform", async () => {
    cloud = await openTestCloud(copyProgram(), true);
    await killCli(/RestApi .*creating/);
    const progress = recorder();
    const { api } = await openApi(await recoverAndUp(cloud, policyPack(), progress));
    expect(progress.warnings.join("\n")).toContain("The last run was killed");
    await api.call(routes.health);
  });

  test.each([/dynamodb:Table .*created/, /lambda:Function .*creating/, /RestApi .*creating/])(
    "of the CLI, at %s",
    async (moment) => {
      cloud = await openSmallCloud();
      await killCli(moment);
      const progress = recorder();
      await expectSmallProgram(cloud, progress);
      expect(progress.warnings.join("\n")).toContain("The last run was killed");
    },
  );

  test("of the provider", async () => {
    cloud = await openSmallCloud();
    await killProvider(/dynamodb:Table .*creating/);
    await expectSmallProgram(cloud);
  });

  test("of the provider, between a creation and its answer", async () => {
    cloud = await openSmallCloud();
    await killProvider(/dynamodb:Table .*creating/);
    // As if the kill had come at the creation of this one, which depends on the tables.
    expect(await cachePolicies(cloud)).toEqual([]);
    const [name, type] = ["photos", "aws:cloudfront/cachePolicy:CachePolicy"];
    await new CloudFrontClient(clientConfig(cloud)).send(
      new CreateCachePolicyCommand({ CachePolicyConfig: { Name: name, MinTTL: 0 } }),
    );
    const urn = `urn:pulumi:local::sjc1990app::${type}::photos`;
    fs.mkdirSync(cloud.creations, { recursive: true });
    fs.writeFileSync(
      path.join(cloud.creations, "killed.json"),
      JSON.stringify({ urn, type, inputs: { name } }),
    );
    await expectSmallProgram(cloud);
    expect(fs.readdirSync(cloud.creations)).toEqual([]);
  });

  test("of the emulator", async () => {
    cloud = await openSmallCloud();
    const { until, ended } = startUp(cloud);
    await until(/dynamodb:Table .*created/);
    const pid = cloud.emulator?.pid;
    if (pid === undefined) throw new Error("the emulator is not running");
    process.kill(pid, "SIGKILL");
    await ended;
    await expectSmallProgram(cloud);
  });
});

describe("data of the local cloud", () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await openPlatform();
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  const users = "sjc1990app-users-local";
  const put = (userId: string) =>
    new DynamoDBClient(clientConfig(cloud)).send(
      new PutItemCommand({ TableName: users, Item: { userId: { S: userId } } }),
    );
  const all = async () =>
    (await new DynamoDBClient(clientConfig(cloud)).send(new ScanCommand({ TableName: users }))).Items?.map(
      ({ userId }) => userId?.S,
    );

  test("survives a stop", async () => {
    await put("kept");
    await stopEmulator({ dir: emulatorDir(cloud.name), progress: silentProgress });
    cloud = await reopen(cloud);
    expect(await all()).toEqual(["kept"]);
    const progress = recorder();
    await recover(cloud, progress);
    expect(progress.warnings).toEqual([]);
    expect(await previewSteps(cloud)).toEqual([]);
    await (await openApi(cloud)).api.call(routes.health);
  });

  test("that was written since the last stop is lost when the emulator is killed, with a warning", async () => {
    await put("unsaved");
    const { pid } = await statusEmulator({ dir: emulatorDir(cloud.name) });
    if (pid === undefined) throw new Error("the emulator is not running");
    process.kill(pid, "SIGKILL");
    const progress = recorder();
    await recoverAndUp(cloud, policyPack(), progress);
    expect(progress.warnings.join("\n")).toMatch(
      /ended without saving: what was written to it since .+ is lost/,
    );
    expect(await all()).toEqual(["kept"]);
  });
});
