/** The smoke test against a stage that is up, with IAM enforced. */
import * as path from "node:path";

import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { execa } from "execa";

import { silentProgress } from "../../common/progress";
import { repoRoot } from "../../common/paths";
import { routes } from "../../functions/routes";
import { toItem, type Item } from "../../functions/shared/dynamo";
import { optionalGrants } from "../../functions/testing/grants";
import type { Statement } from "../../infra/lib/iam";
import { bucketName, physicalName } from "../../infra/lib/names";
import type { Cloud } from "../../local/cloud";
import { runSmoke, type SmokeOptions, type SmokeReport } from "../../ops/smoke";
import { stageOfCloud, type Stage } from "../../ops/stages/stage";
import { openApi, type TestApi } from "../testing/api";
import { expectCleanLogs } from "../testing/logs";
import { rolePolicy } from "../testing/role-policy";
import { place, Stage as TestStage } from "../testing/stage";
import { edit, eventually, openPlatform, removeTestCloud } from "../testing/support";
import type { Plan } from "./smoke/killed";

let cloud: Cloud;
let stage: Stage;
let api: TestApi;

beforeAll(async () => {
  cloud = await openPlatform();
  stage = stageOfCloud(cloud);
  api = await openApi(cloud);
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

const run = (over: Partial<SmokeOptions> = {}): Promise<SmokeReport> =>
  runSmoke(stage, { signal: new AbortController().signal, progress: silentProgress, ...over });

/** Runs it at a time when everything that began now counts as killed. */
const runLater = (): Promise<SmokeReport> => run({ now: () => Date.now() + 180_000 });

const names = [
  "health",
  "integration key",
  "sign-in",
  "refresh",
  "profile",
  "photo",
  "classrooms",
  "deletion",
];

async function items(table: string): Promise<Item[]> {
  const client = new DynamoDBClient(stage.aws);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: physicalName(table, place) }));
  return Items.map((item) => toItem(item) ?? {});
}

/** What is stored of users and runs. Counters, limits and codes expire by themselves. */
async function stored(): Promise<string[]> {
  const tables = [
    "users",
    "sessions",
    "user-preferences",
    "pending-approvals",
    "user-classrooms",
    "notifications",
  ];
  const found: string[] = [];
  for (const table of tables)
    for (const item of await items(table))
      if (!String(item["userId"]).startsWith("stats#")) found.push(`${table} ${JSON.stringify(item)}`);
  for (const { kind, id } of await items("operations")) if (kind === "smoke") found.push(`run ${String(id)}`);
  for (const { live } of await items("verification-codes")) if (live !== undefined) found.push("live code");
  const s3 = new S3Client({ ...stage.aws, forcePathStyle: true });
  const Bucket = bucketName("photos", place);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key } of [...Versions, ...DeleteMarkers]) found.push(`photo ${String(Key)}`);
  return found;
}

/** Waits until the erasure of deleted users is done. */
async function expectNothingLeft(): Promise<void> {
  await eventually(async () => ((await stored()).length === 0 ? true : undefined)).catch(() => undefined);
  expect(await stored()).toEqual([]);
}

test("all journeys pass, and nothing is left, counted or sent", async () => {
  const report = await run();
  expect(report.journeys.map(({ name, reason }) => [name, reason])).toEqual(
    names.map((name) => [name, undefined]),
  );
  expect(report.passed).toBe(true);
  await expectNothingLeft();
  const counts = await api.api.call(routes.stats, { apiKey: await api.readApiKey() });
  expect(counts).toMatchObject({ users: 0, approved: 0 });
  const sent = await (await fetch(`${cloud.endpoint}/_ministack/sns/sms-messages`)).json();
  expect(sent).toHaveProperty("sms_messages", {});
});

test("runs at the same time do not disturb each other", async () => {
  const reports = await Promise.all([run(), run(), run()]);
  expect(reports.flatMap(({ journeys }) => journeys.filter(({ passed }) => !passed))).toEqual([]);
  await expectNothingLeft();
});

test("another version than the expected one fails", async () => {
  const { passed, journeys } = await run({ version: "9.9.9" });
  expect(passed).toBe(false);
  expect(journeys.filter((one) => !one.passed)).toEqual([
    expect.objectContaining({ name: "health", reason: expect.stringContaining("not 9.9.9") as string }),
  ]);
  await expectNothingLeft();
});

test.each(["asking for a code", "signing in", "uploading a photo"])(
  "interrupted when %s, it deletes its user",
  async (step) => {
    const interrupted = new AbortController();
    const detail = (text: string): void => {
      if (text === step) interrupted.abort(new Error("interrupted"));
    };
    const { passed } = await run({ signal: interrupted.signal, progress: { ...silentProgress, detail } });
    expect(passed).toBe(false);
    await expectNothingLeft();
  },
);

test("killed at any step, it leaves a record by which the next run deletes the user", async () => {
  const steps = [
    ...["asking for a code", "health", "signing in", "refresh", "uploading a photo", "completing the upload"],
    ...["reading the photo through the CDN", "deleting the user", "ending the run"],
  ];
  const outputs = await stage.outputs();
  const output = (name: string): string => String(outputs[name]?.value);
  const plan: Omit<Plan, "step"> = {
    target: { stage: stage.name, apiUrl: output("apiUrl"), photosDomain: output("photosDomain") },
    aws: { endpoint: cloud.endpoint, region: "us-east-1", credentials: stage.aws.credentials! },
    tables: {
      operations: physicalName("operations", place),
      codes: physicalName("verification-codes", place),
    },
  };
  const script = path.join(repoRoot, "tests", "operations", "smoke", "killed.ts");
  const kill = async (step: string): Promise<void> => {
    const env = { PLAN: JSON.stringify({ ...plan, step }) };
    const { signal } = await execa(process.execPath, ["--import", "tsx", script], {
      ...{ cwd: repoRoot, env, reject: false },
    });
    expect([step, signal]).toEqual([step, "SIGKILL"]);
  };
  for (let i = 0; i < steps.length; i += 3) await Promise.all(steps.slice(i, i + 3).map(kill));
  expect((await items("operations")).filter(({ kind }) => kind === "smoke")).toHaveLength(steps.length);
  expect((await items("users")).filter(({ synthetic }) => synthetic === true).length).toBeGreaterThan(3);

  // A run of the same minute may still be alive.
  expect((await run()).passed).toBe(true);
  expect((await items("operations")).filter(({ kind }) => kind === "smoke")).toHaveLength(steps.length);
  expect((await runLater()).passed).toBe(true);
  await expectNothingLeft();
});

describe("the scheduled smoke test", () => {
  const role = physicalName("monitoring-health-check", place);
  const permissions = optionalGrants["monitoring/health-check"].map(([action]) => action);
  let policy: { PolicyName: string; document: { Statement: Statement[] } };

  const iam = (): IAMClient => new IAMClient(stage.aws);
  const setPolicy = (document: object): Promise<unknown> =>
    iam().send(
      new PutRolePolicyCommand({
        ...{ RoleName: role, PolicyName: policy.PolicyName, PolicyDocument: JSON.stringify(document) },
      }),
    );
  /** Runs it. @returns the end of its log. */
  const check = async (): Promise<string> => {
    const { failed, log } = await (
      await TestStage.open(cloud)
    ).invoke("monitoring-health-check", { id: "1" });
    expect(failed).toBe(false);
    return log;
  };

  beforeAll(async () => {
    // Each health check is a smoke test.
    edit(
      cloud.projectDir,
      "Pulumi.local.yaml",
      /$/,
      '\n  sjc1990app:healthCheckMinutes: "5"\n  sjc1990app:smokeMinutes: "5"\n',
    );
    // Without the policy pack, whose exceptions for the stage local are for its own settings.
    await cloud.pulumiOk(["up", "--yes", "--skip-preview"]);
    const { RoleName, PolicyName } = await rolePolicy(iam(), role);
    const { PolicyDocument = "" } = await iam().send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    policy = {
      PolicyName,
      document: JSON.parse(decodeURIComponent(PolicyDocument)) as typeof policy.document,
    };
  });

  test("passes with its policy, and leaves nothing behind", async () => {
    expect(await check()).not.toContain("errorCode");
    await expectNothingLeft();
  });

  test("its policy is limited to runs of smoke tests and codes of synthetic numbers", () => {
    const conditions = policy.document.Statement.filter(({ Action }) =>
      Action.some((one) => one.startsWith("dynamodb:")),
    );
    expect(
      conditions.map(({ Action, Condition }) => [Action, Condition?.["ForAllValues:StringLike"]]),
    ).toEqual(
      expect.arrayContaining([
        [
          ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"],
          { "dynamodb:LeadingKeys": ["smoke"] },
        ],
        [["dynamodb:GetItem"], { "dynamodb:LeadingKeys": ["synthetic#*"] }],
      ]),
    );
    expect(conditions).toHaveLength(2);
  });

  test.each(permissions)("fails without %s", async (left) => {
    const Statement = policy.document.Statement.map((statement) => ({
      ...{ ...statement, Action: statement.Action.filter((action) => action !== left) },
    })).filter(({ Action }) => Action.length > 0);
    await setPolicy({ ...policy.document, Statement });
    try {
      expect(await check()).toMatch(/"errorCode":"smoke_test_(failed|not_run)"/);
    } finally {
      await setPolicy(policy.document);
    }
  });

  test("passes with its policy again", async () => {
    expect(await check()).not.toContain("errorCode");
    expect((await runLater()).passed).toBe(true);
    await expectNothingLeft();
  });
});

test("the logs hold nothing private of all this", async () => {
  await expectCleanLogs(cloud);
});
