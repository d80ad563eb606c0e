import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Stack } from "@pulumi/pulumi/automation";

import { TestEmulator } from "../../functions/testing/emulator";
import { accountProgram, stageFiles } from "../../infra/account/testing/program";
import type { Registered } from "../../infra/offline/registered";
import { healthSince } from "../health";
import { permissions } from "./permissions";
import { alarms } from "./postflight/alarms";
import { budget } from "./preflight/budget";
import { deployRole } from "./preflight/deploy-role";
import { contextOf } from "./testing/context";

const emulator = new TestEmulator();
const containing = (text: string) => expect.stringContaining(text) as string;

let iam: IAMClient;
beforeAll(() => {
  iam = new IAMClient(emulator.clientConfig);
});

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const createRole = (RoleName: string) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));

describe("deploy-role", () => {
  let registered: Registered[];
  const arns = new Map<string, string>();

  /** Creates the deploy role of a stage as the account project does. */
  async function deployAccount(stage: string): Promise<void> {
    const role = `sjc1990app-deploy-${stage}`;
    await createRole(role);
    for (const { type, inputs } of registered) {
      const name = String(inputs["name"]);
      if (type !== "aws:iam/policy:Policy" || !name.startsWith(`${role}-`)) continue;
      const command = new CreatePolicyCommand({ PolicyName: name, PolicyDocument: String(inputs["policy"]) });
      const { Policy } = await iam.send(command);
      arns.set(name, Policy!.Arn!);
      await iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: Policy!.Arn }));
    }
  }

  function context(stage: string) {
    const given = contextOf(stage, emulator.clientConfig);
    const settings = stageFiles[stage] ?? given.stage.settings;
    const region = String(settings["aws:region"]);
    const place = { stage, region, accountId: "111122223333" };
    return { ...given, stage: { ...given.stage, place, settings } };
  }

  beforeAll(async () => {
    registered = await accountProgram();
    for (const stage of Object.keys(stageFiles)) await deployAccount(stage);
  });

  test.each(Object.keys(stageFiles))("the account project gives %s what the check expects", async (stage) => {
    expect(await deployRole.run(context(stage))).toMatchObject({ outcome: "passed" });
  });

  test("a policy that was detached, and one with another version, fail it", async () => {
    const PolicyArn = arns.get("sjc1990app-deploy-dev-1")!;
    const role = { RoleName: "sjc1990app-deploy-dev" };
    await iam.send(new DetachRolePolicyCommand({ ...role, PolicyArn }));
    expect(await deployRole.run(context("dev"))).toMatchObject({
      outcome: "failed",
      reason: containing("sjc1990app-deploy-dev lacks "),
      next: containing("npm run account -- up"),
    });
    await iam.send(new AttachRolePolicyCommand({ ...role, PolicyArn }));
    const everything = document({ Effect: "Allow", Action: "iam:*", Resource: "*" });
    await iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: everything, SetAsDefault: true }),
    );
    expect(await deployRole.run(context("dev"))).toMatchObject({
      outcome: "failed",
      reason: containing("sjc1990app-deploy-dev has too much: iam:* on *"),
    });
  });

  test("without the account project it fails", async () => {
    expect(await deployRole.run(context("prod"))).toMatchObject({
      outcome: "failed",
      reason: "the role sjc1990app-deploy-prod does not exist",
    });
  });

  test("on the stack local it is skipped", async () => {
    expect(await deployRole.run(context("local"))).toEqual({
      outcome: "skipped",
      reason: "the local cloud has no account project",
    });
  });
});

describe("permissions", () => {
  const RoleName = "sjc1990app-worker-prod";
  const read = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::photos/*"] };
  const onlyHere = { ...read, Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } };
  const write = { ...read, Action: ["s3:PutObject", "s3:GetObject"] };

  const putPolicy = (PolicyName: string, ...statements: object[]) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document(...statements) }));

  /** The check of a stack that gave the role one statement. */
  function check(stage: string, deployed: object) {
    const resource = (type: string, inputs: object) => ({
      ...{
        urn: `urn:pulumi:${stage}::sjc1990app::${type}::worker`,
        type,
        id: "worker",
        custom: true,
        inputs,
      },
    });
    const resources = [
      resource("aws:iam/role:Role", { name: RoleName }),
      resource("aws:iam/rolePolicy:RolePolicy", { role: RoleName, policy: document(deployed) }),
    ];
    const stack = { exportStack: () => Promise.resolve({ version: 3, deployment: { resources } }) };
    const given = { stack: () => Promise.resolve(stack as unknown as Stack) };
    return permissions.run(contextOf(stage, emulator.clientConfig, given));
  }

  beforeEach(async () => {
    await createRole(RoleName);
    await putPolicy("access", read);
  });
  afterEach(async () => {
    for (const PolicyName of ["access", "added"])
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })).catch(() => undefined);
    await iam.send(new DeleteRoleCommand({ RoleName })).catch(() => undefined);
  });

  test("a role as it was deployed passes", async () => {
    expect(await check("prod", read)).toEqual({ outcome: "passed", reason: "1 roles" });
  });

  test("an additional action in its policy fails", async () => {
    await putPolicy("access", write);
    expect(await check("prod", read)).toMatchObject({
      outcome: "failed",
      reason: containing(`${RoleName} has too much: s3:GetObject, s3:PutObject on arn:aws:s3:::photos/*`),
      next: containing("npm run drift -- --stack prod"),
    });
  });

  test("an additional policy fails", async () => {
    await putPolicy("added", { Effect: "Allow", Action: "iam:PassRole", Resource: "*" });
    expect(await check("prod", read)).toMatchObject({
      outcome: "failed",
      reason: `${RoleName} has too much: iam:PassRole on *`,
    });
  });

  test("a missing condition fails, but not on the stack local", async () => {
    expect(await check("prod", onlyHere)).toMatchObject({
      outcome: "failed",
      reason: containing(`has too much: s3:GetObject on arn:aws:s3:::photos/*`),
    });
    expect(await check("local", onlyHere)).toMatchObject({ outcome: "passed" });
  });

  test("a role that is gone fails", async () => {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "access" }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    expect(await check("prod", read)).toMatchObject({
      outcome: "failed",
      reason: `the role ${RoleName} does not exist`,
    });
  });
});

test("alarms: one that fires fails the check, until it is over", async () => {
  const AlarmName = "sjc1990app-api-failing-prod";
  const client = new CloudWatchClient(emulator.clientConfig);
  const setState = (StateValue: "ALARM" | "OK") =>
    client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "a test" }));
  await client.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: "sjc1990app", MetricName: "None", Statistic: "Sum", Period: 60 },
      ...{ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
      TreatMissingData: "ignore",
    }),
  );
  const check = () => {
    const since = new Date(Date.now() - 60_000);
    const context = contextOf("prod", emulator.clientConfig);
    const { stage, signal } = context;
    return alarms.run({ ...context, since, health: () => healthSince(stage, since, { signal }) });
  };

  await setState("ALARM");
  expect(await check()).toMatchObject({
    outcome: "failed",
    reason: expect.stringMatching(/^api-failing since \d{4}-\d{2}-\d{2}T/) as string,
  });
  await setState("OK");
  expect(await check()).toEqual({ outcome: "passed" });
});

test("budget: on the stack local it reads the emulator's", async () => {
  expect(await budget.run(contextOf("local", emulator.clientConfig))).toMatchObject({
    outcome: "warning",
    reason: "there is no budget sjc1990app-monthly-local",
  });
});
