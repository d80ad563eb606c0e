import {
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";
import {
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";

import { silentProgress } from "../../common/progress";
import { toAttributes } from "../../functions/shared/dynamo";
import { newId } from "../../functions/shared/ids";
import type { Operation } from "../../infra/lib/deploy-permissions";
import { physicalName } from "../../infra/lib/names";
import { runPostflight, runPreflight, servesSince, type CheckReport } from "../../ops/checks";
import { findDrift } from "../../ops/drift";
import { escalateAlarm, escalateRelease } from "../../ops/escalate";
import { Ledger, type Release } from "../../ops/operations/ledger";
import { takeLock } from "../../ops/operations/lock";
import { OperationsTable } from "../../ops/operations/table";
import { pruneStage } from "../../ops/prune";
import { leaveRemains } from "../../ops/prune/testing/remains";
import { operationOn } from "../../ops/release/open";
import { release } from "../../ops/release/release";
import { EnginelessPlatform } from "../../ops/release/testing/engineless";
import { rollback } from "../../ops/rollback/rollback";
import { runSmoke } from "../../ops/smoke";
import { stageReport } from "../../ops/report";
import { restoreTable } from "../../ops/restore";
import { isRestored } from "../../ops/restore/names";
import type { Stage } from "../../ops/stages/stage";
import { migrateFlow } from "./migrate-flow";

/** Runs a command so that it uses all of its permissions. */
export interface Flow {
  /** Makes what a run finds. Called before each run, as root. */
  prepare?(stage: Stage): Promise<void>;
  /**
   * Runs the command with the permissions of its role. It fails when AWS denies a call.
   * @param root the stage with permissions that may do everything.
   */
  run(stage: Stage, root: Stage): Promise<unknown>;
  /** Actions that the flow or the local cloud cannot show to be needed, each with the reason. Default: none. */
  unproven?: Readonly<Record<string, string>>;
}

const signal = new AbortController().signal;
const progress = silentProgress;

/** Days from now, ms. */
const later = (days: number): number => Date.now() + days * 86_400_000;

/** Writes a release to the ledger. @param status default: it serves. */
async function recordRelease(stage: Stage, status: Release["status"] = "released"): Promise<void> {
  const table = OperationsTable.of(stage);
  const lease = await takeLock(table, "release");
  const at = new Date(Date.now() - 60_000).toISOString();
  const commit = "0123456789abcdef0123456789abcdef01234567";
  await new Ledger(table).save(
    {
      ...{ id: `${at}-0123456`, kind: "release", status, step: "finish", version: "1.0.0" },
      ...{ commit, committedAt: at, startedAt: at, endedAt: at, by: "a test", events: [] },
    },
    lease,
  );
  await lease.release();
}

/** Runs checks; one that AWS denies fails with AWS's words. */
function demand({ checks }: CheckReport): void {
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0)
    throw new Error(failed.map(({ name, reason = "" }) => `${name}: ${reason}`).join("\n"));
}

const COST_EXPLORER = "the local cloud has no Cost Explorer";

/** A flow for each command that has permissions of its own. */
export const flows: Readonly<Partial<Record<Operation, Flow>>> = {
  postflight: {
    prepare: (stage) => recordRelease(stage),
    async run(stage) {
      const since = await servesSince(stage);
      demand(
        await runPostflight(stage, {
          since,
          signal,
          progress,
          only: ["error-logs", "alarms", "permissions"],
        }),
      );
    },
    unproven: {
      "ce:GetCostAndUsage": COST_EXPLORER,
      "ce:GetCostForecast": COST_EXPLORER,
      "ce:ListCostAllocationTags": COST_EXPLORER,
    },
  },
  escalate: {
    prepare: (stage) => recordRelease(stage, "failed"),
    async run(stage) {
      // A form says what it could not read, so that somebody hears of a failure in any case.
      const forms = [
        await escalateRelease(stage, undefined, { signal }),
        await escalateAlarm(stage, "api-slow", { signal }),
      ];
      const facts = forms.flatMap(({ issue, impact, rootCause }) => [...issue, ...impact, ...rootCause]);
      for (const { value } of facts) if (value?.startsWith("not read: ") === true) throw new Error(value);
    },
    unproven: {
      "ce:GetCostAndUsage": COST_EXPLORER,
      "ce:GetCostForecast": COST_EXPLORER,
      "ce:ListCostAllocationTags": COST_EXPLORER,
    },
  },
  preflight: {
    async run(stage) {
      demand(await runPreflight(stage, { signal, progress, only: ["migrations", "permissions", "budget"] }));
    },
    unproven: {
      "ce:ListCostAllocationTags": COST_EXPLORER,
      "iam:GetPolicy": "the local cloud has no account project",
      "iam:GetPolicyVersion": "the local cloud has no account project",
      "lambda:GetAccountSettings": "the local cloud has no quota of concurrency",
      "ses:GetAccount": "the local cloud has no SES sandbox",
      "sns:GetSMSAttributes": "the local cloud has no SNS attributes",
      "sns:GetSMSSandboxAccountStatus": "the local cloud has no SNS sandbox",
    },
  },
  // Its checks are those of preflight.
  plan: {
    prepare: (stage) => recordRelease(stage),
    async run(stage) {
      if ((await new Ledger(OperationsTable.of(stage)).current()) === undefined)
        throw new Error("no release");
    },
  },
  report: {
    prepare: (stage) => recordRelease(stage),
    async run(stage) {
      const { health } = await stageReport(stage, { days: 30, signal });
      if (health === null) throw new Error("there is no release");
    },
  },
  drift: {
    async prepare(stage) {
      const FunctionName = physicalName("health", stage.place);
      const change = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 29 });
      await new LambdaClient(stage.aws).send(change);
    },
    run: (stage) => findDrift(stage, { signal, progress }),
  },
  release: {
    unproven: { "lambda:UpdateAlias": "the local cloud does not check it" },
    prepare: forgetReleases,
    async run(stage) {
      expectStatus("released", await tryRelease(stage, "a"));
      expectStatus("rolled-back", await tryRelease(stage, "b", ["the smoke test failed"]));
    },
  },
  rollback: {
    unproven: { "lambda:UpdateAlias": "the local cloud does not check it" },
    async prepare(stage) {
      await forgetReleases(stage);
      expectStatus("released", await tryRelease(stage, "a"));
      expectStatus("released", await tryRelease(stage, "b", [], "1"));
    },
    async run(stage) {
      expectStatus("released", await rollback(withoutEngine(stage, "2")));
    },
  },
  migrate: migrateFlow,
  prune: {
    async prepare(stage) {
      await leaveRemains(stage);
      const lambda = new LambdaClient(stage.aws);
      const FunctionName = physicalName("health", stage.place);
      for (const Description of [newId("ses"), newId("ses")]) {
        await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description }));
        await lambda.send(new PublishVersionCommand({ FunctionName }));
      }
    },
    async run(stage) {
      const { items } = await pruneStage(stage, { remove: true, now: later(4) }, { signal, progress });
      const failed = items.filter(({ outcome }) => outcome === "failed");
      if (failed.length > 0) throw new Error(failed.map(({ reason }) => reason).join("\n"));
      const deleted = new Set(items.flatMap(({ kind, outcome }) => (outcome === "deleted" ? [kind] : [])));
      if (deleted.size < 6) throw new Error(`deleted only ${[...deleted].join(", ")}`);
    },
  },
  smoke: {
    async run(stage) {
      const { journeys } = await runSmoke(stage, { signal, progress });
      const reasons = journeys.flatMap(({ reason }) => reason ?? []);
      if (reasons.length > 0) throw new Error(reasons.join("\n"));
    },
  },
  restore: {
    async prepare(stage) {
      const TableName = physicalName("classrooms", stage.place);
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      const on = new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification });
      const dynamoDb = new DynamoDBClient(stage.aws);
      await dynamoDb.send(on);
      // What a denied run has left, which the next one would take for its own in the same second.
      const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand({}));
      for (const name of TableNames.filter((one) => isRestored(one, stage.place)))
        await dynamoDb.send(new DeleteTableCommand({ TableName: name }));
      await dynamoDb.send(new PutItemCommand({ TableName, Item: toAttributes({ classroomId: "1985-P4A" }) }));
    },
    async run(stage, root) {
      const to = new Date();
      const options = { signal, progress, pause: 10 };
      await restoreTable(stage, { table: "classrooms", to }, options);
      const TableName = physicalName("classrooms", stage.place);
      const Key = toAttributes({ classroomId: "1985-P4A" });
      await new DynamoDBClient(root.aws).send(new DeleteItemCommand({ TableName, Key }));
      const { copied } = await restoreTable(stage, { table: "classrooms", to, copy: "missing" }, options);
      if (copied !== 1) throw new Error(`copied ${String(copied)} items`);
    },
    unproven: Object.fromEntries(
      ["BatchWriteItem", "DeleteItem", "Query"].map((action) => [
        `dynamodb:${action}`,
        "AWS writes the restored table with it; the local cloud does not check that",
      ]),
    ),
  },
};

/** What releases work with. The engine has permissions of its own. @param version that it has published. */
function withoutEngine(stage: Stage, version: string, problems: readonly string[] = []) {
  const none = () => Promise.resolve([]);
  const services = {
    ...{ preflight: none, pending: none, migrate: none },
    smoke: () => Promise.resolve(problems),
  };
  const published = { [physicalName("health", stage.place)]: version };
  return {
    ...operationOn(stage, signal, progress, services),
    platform: (either: AbortSignal) =>
      new EnginelessPlatform(stage, services, { signal: either, progress }, published),
  };
}

function tryRelease(stage: Stage, commit: string, problems: readonly string[] = [], version = "2") {
  return release({
    ...withoutEngine(stage, version, problems),
    program: { commit, committedAt: new Date().toISOString(), version: "1.0.0" },
    settings: { bakeMinutes: 0 },
  });
}

function expectStatus(status: Release["status"], { status: actual, reason = "" }: Release): void {
  if (actual !== status) throw new Error(`${actual}: ${reason}`);
}

/** An empty ledger, a second version of a function, and the alias at the first one. */
async function forgetReleases(stage: Stage): Promise<void> {
  const table = OperationsTable.of(stage);
  await table.delete("lock", "release");
  for await (const { id } of table.list("release")) await table.delete("release", String(id));
  const lambda = new LambdaClient(stage.aws);
  const FunctionName = physicalName("health", stage.place);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: newId("ses") }));
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
}
