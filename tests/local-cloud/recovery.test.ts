import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import {
  CloudFrontClient,
  CreateCachePolicyCommand,
  ListCachePoliciesCommand,
} from "@aws-sdk/client-cloudfront";
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";

import { emulatorDir, type Cloud } from "../../local/cloud";
import { statusEmulator, stopEmulator } from "../../local/emulator";
import { silentProgress, type Progress } from "../../common/progress";
import { recover } from "../../local/recover";
import {
  call,
  clientConfig,
  openTestCloud,
  previewSteps,
  removeTestCloud,
  reopen,
  up,
} from "../testing/support";

jest.setTimeout(180_000);

/** Progress that keeps what the user was warned of. */
function recorder(): Progress & { warnings: string[] } {
  const warnings: string[] = [];
  return { ...silentProgress, warnings, warn: (text) => warnings.push(text) };
}

/** Starts an `up` and calls back as soon as it has said so much. */
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
          reject(new Error(`the update ended before it said ${String(pattern)}:\n${output}`));
        });
      }),
  };
}

async function converges(before: Cloud, progress: Progress = silentProgress): Promise<void> {
  const cloud = await reopen(before);
  await recover(cloud, progress);
  await up(cloud);
  expect(await previewSteps(cloud)).toEqual([]);
  const { apiUrl } = await cloud.outputs();
  expect(await call(`${String(apiUrl)}/health`, "GET")).toMatchObject({ status: 200 });
}

describe("after a kill in the middle of an update the next start converges", () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await openTestCloud();
  });
  afterEach(async () => {
    await removeTestCloud(cloud);
  });

  test.each([
    /Table users created|dynamodb:Table .*created/,
    /lambda:Function .*creating/,
    /RestApi .*creating/,
  ])("of the CLI, at %s", async (moment) => {
    const { child, until, ended } = startUp(cloud);
    await until(moment);
    child.kill("SIGKILL");
    await ended;
    const progress = recorder();
    await converges(cloud, progress);
    expect(progress.warnings.join("\n")).toContain("The last run was killed");
  });

  test("of the provider", async () => {
    const { until, ended } = startUp(cloud);
    await until(/dynamodb:Table .*creating/);
    const pids = cloud.providerProcesses();
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await ended;
    await converges(cloud);
  });

  test("of the provider, when the cloud had made what it was about to answer", async () => {
    const { until, ended } = startUp(cloud);
    await until(/dynamodb:Table .*creating/);
    for (const pid of cloud.providerProcesses()) process.kill(pid, "SIGKILL");
    await ended;
    // As if that had been a moment later, unless it was.
    const [name, type] = ["sjc1990app-photos-local", "aws:cloudfront/cachePolicy:CachePolicy"];
    const cloudFront = new CloudFrontClient(clientConfig(cloud));
    const { CachePolicyList } = await cloudFront.send(new ListCachePoliciesCommand({ Type: "custom" }));
    if ((CachePolicyList?.Items ?? []).length === 0) {
      const config = { Name: name, MinTTL: 0 };
      await cloudFront.send(new CreateCachePolicyCommand({ CachePolicyConfig: config }));
      const urn = `urn:pulumi:local::sjc1990app::sjc1990app:data:PhotoStore$${type}::photos-cache`;
      fs.mkdirSync(cloud.creations, { recursive: true });
      fs.writeFileSync(
        path.join(cloud.creations, "killed.json"),
        JSON.stringify({ urn, type, inputs: { name } }),
      );
    }
    await converges(cloud);
    expect(fs.readdirSync(cloud.creations)).toEqual([]);
  });

  test("of the emulator", async () => {
    const { until, ended } = startUp(cloud);
    await until(/dynamodb:Table .*created/);
    const pid = cloud.emulator?.pid;
    if (pid === undefined) throw new Error("no emulator");
    process.kill(pid, "SIGKILL");
    await ended;
    await converges(cloud);
  });
});

describe("data of the local cloud", () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await openTestCloud();
    await up(cloud);
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

  test("survive a stop", async () => {
    await put("kept");
    await stopEmulator({ dir: emulatorDir(cloud.name), progress: silentProgress });
    cloud = await reopen(cloud);
    expect(await all()).toEqual(["kept"]);
    const progress = recorder();
    await recover(cloud, progress);
    expect(progress.warnings).toEqual([]);
    expect(await previewSteps(cloud)).toEqual([]);
    const { apiUrl } = await cloud.outputs();
    expect(await call(`${String(apiUrl)}/health`, "GET")).toMatchObject({ status: 200 });
  });

  test("written since the last stop are lost when the emulator is killed, and the user is told", async () => {
    await put("unsaved");
    const { pid } = await statusEmulator({ dir: emulatorDir(cloud.name) });
    if (pid === undefined) throw new Error("the emulator does not run");
    process.kill(pid, "SIGKILL");
    const progress = recorder();
    await converges(cloud, progress);
    expect(progress.warnings.join("\n")).toMatch(
      /ended without saving: what was written to it since .+ is lost/,
    );
    expect(await all()).toEqual(["kept"]);
  });
});
