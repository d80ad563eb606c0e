/** On an emulator: what is unused is found and deleted, and nothing else. */
import {
  DescribeTableCommand,
  DynamoDBClient,
  ListBackupsCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import { UserError } from "../../common/errors";
import { silentProgress } from "../../common/progress";
import { toAttributes } from "../../functions/shared/dynamo";
import { newId } from "../../functions/shared/ids";
import { newPhotoKey } from "../../functions/shared/photos";
import { trustPolicy } from "../../infra/lib/iam";
import { bucketName, physicalName } from "../../infra/lib/names";
import { takeLock } from "../operations/lock";
import { testOperations, makeOperationsTable } from "../operations/testing/table";
import { OperationsTable } from "../operations/table";
import { restoredName } from "../restore/names";
import type { Stage } from "../stages/stage";
import { pruneStage, pruneText, type PruneOptions } from ".";
import { createTable, leaveRemains } from "./testing/remains";
import { addFunction, afterCall, fakeStage, saveRelease } from "./testing/stage";

const made = testOperations();
const place = { stage: "test", region: "us-east-1", accountId: "000000000000" };
const later = (days: number): number => Date.now() + days * 86_400_000;
const Bucket = bucketName("photos", place);

let stage: Stage;
let dynamoDb: DynamoDBClient;
let lambda: LambdaClient;
let s3: S3Client;
/** Resources of the stack: type and name. */
let resources: [string, string][] = [];

const stageOf = (name: string): Stage => fakeStage(made.config, name, () => resources);

let started: Promise<void> | undefined;
beforeEach(async () => {
  stage = stageOf("test");
  dynamoDb = new DynamoDBClient(made.config);
  lambda = new LambdaClient(made.config);
  s3 = new S3Client({ ...made.config, forcePathStyle: true });
  resources = [["aws:dynamodb/table:Table", physicalName("operations", place)]];
  await (started ??= (async () => {
    await makeOperationsTable(dynamoDb, physicalName("operations", place));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await createTable(dynamoDb, physicalName("users", place), "userId");
    await s3.send(new CreateBucketCommand({ Bucket: bucketName("photos", stageOf("other").place) }));
    await new IAMClient(made.config).send(
      new CreateRoleCommand({
        RoleName: "x",
        AssumeRolePolicyDocument: trustPolicy("lambda.amazonaws.com", place),
      }),
    );
  })());
  resources.push(["aws:dynamodb/table:Table", physicalName("users", place)]);
});

async function prune(options: PruneOptions = {}) {
  const report = await pruneStage(
    stage,
    { now: later(4), ...options },
    { signal: new AbortController().signal, progress: silentProgress },
  );
  const outcomes = Object.fromEntries(report.items.map(({ name, outcome }) => [name, outcome]));
  return { report, outcomes };
}

async function versionsOf(FunctionName: string): Promise<string[]> {
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  return Versions.flatMap(({ Version = "" }) => (Version === "$LATEST" ? [] : [Version]));
}

async function photoKeys(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = "" }) => Key);
}

describe("function versions", () => {
  test("that an alias names, with a weight too, that a release needs, and the newest are kept", async () => {
    const name = await addFunction(stage, "kept", 8);
    resources.push(["aws:lambda/function:Function", name]);
    const live = { FunctionName: name, Name: "live" };
    await lambda.send(
      new CreateAliasCommand({
        ...live,
        FunctionVersion: "4",
        RoutingConfig: { AdditionalVersionWeights: { 6: 0.1 } },
      }),
    );
    await saveRelease(stage, "2026-01-01-a", "released", { [name]: "1" });
    await saveRelease(stage, "2026-01-02-b", "released", { [name]: "2" });
    await saveRelease(stage, "2026-01-03-c", "failed", { [name]: "3" });

    const { outcomes } = await prune({ keepReleases: 1 });
    expect(outcomes).toMatchObject({
      [`${name}:1`]: "listed",
      [`${name}:5`]: "listed",
      [`${name}:7`]: "listed",
    });
    expect(await versionsOf(name)).toHaveLength(8);

    await prune({ keepReleases: 1, remove: true });
    expect(await versionsOf(name)).toEqual(["2", "3", "4", "6", "8"]);
    await prune({ remove: true });
    expect(await versionsOf(name)).toEqual(["2", "3", "4", "6", "8"]);
  });

  test("that are young, and those of functions that the stack does not own, are kept", async () => {
    const [own, foreign] = [await addFunction(stage, "young", 2), await addFunction(stage, "foreign", 2)];
    resources.push(["aws:lambda/function:Function", own]);
    await prune({ remove: true, now: Date.now() });
    expect(await versionsOf(own)).toEqual(["1", "2"]);
    await prune({ remove: true });
    expect(await versionsOf(own)).toEqual(["2"]);
    expect(await versionsOf(foreign)).toEqual(["1", "2"]);
  });

  test("that an alias names after they were listed are kept", async () => {
    const name = await addFunction(stage, "raced", 3);
    resources.push(["aws:lambda/function:Function", name]);
    const live = { FunctionName: name, Name: "live" };
    await lambda.send(new CreateAliasCommand({ ...live, FunctionVersion: "3" }));
    afterCall(LambdaClient, "ListAliasesCommand", () =>
      lambda.send(new UpdateAliasCommand({ ...live, FunctionVersion: "1" })),
    );
    const { report } = await prune({ remove: true });
    expect(report.items).toContainEqual(
      expect.objectContaining({ name: `${name}:1`, outcome: "kept", reason: "an alias names it by now" }),
    );
    expect(await versionsOf(name)).toContain("1");
  });
});

describe("photos", () => {
  const user = async (photoKey: string, userId: string) =>
    dynamoDb.send(
      new PutItemCommand({
        TableName: physicalName("users", place),
        Item: toAttributes({ userId, photoKey }),
      }),
    );
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "photo" }));

  test("that no profile names are deleted, and abandoned uploads", async () => {
    const [ann, bob] = [newId("usr"), newId("usr")];
    const shown = newPhotoKey("profiles", ann, "image/png");
    const replaced = newPhotoKey("profiles", ann, "image/png");
    const ofDeleted = newPhotoKey("profiles", bob, "image/jpeg");
    const archived = newPhotoKey("archive", ann, "image/png");
    const upload = newPhotoKey("uploads", bob, "image/png");
    const strange = "profiles/logo.png";
    for (const key of [shown, replaced, ofDeleted, archived, upload, strange]) await put(key);
    await user(shown, ann);

    await prune({ remove: true, now: Date.now() });
    expect(await photoKeys()).toHaveLength(6);
    const { outcomes } = await prune({ remove: true });
    expect(outcomes).toMatchObject({
      [replaced]: "deleted",
      [ofDeleted]: "deleted",
      [upload]: "deleted",
      [strange]: "kept",
    });
    expect(outcomes).not.toHaveProperty([shown]);
    expect((await photoKeys()).sort()).toEqual([archived, strange, shown].sort());
  });

  test("that a profile names after they were listed are kept", async () => {
    const ann = newId("usr");
    const key = newPhotoKey("profiles", ann, "image/png");
    await put(key);
    afterCall(DynamoDBClient, "BatchGetItemCommand", () => user(key, ann));
    const { report } = await prune({ remove: true });
    expect(report.items).toContainEqual(
      expect.objectContaining({ name: key, outcome: "kept", reason: "the profile names it by now" }),
    );
    expect(await photoKeys()).toContain(key);
  });
});

describe("tables, log groups and parameters", () => {
  const tables = async () => (await dynamoDb.send(new ListTablesCommand({}))).TableNames ?? [];

  test("that the stack does not own are deleted; those of other stages are not", async () => {
    const own = await leaveRemains(stage, "one");
    const other = await leaveRemains(stageOf("other"), "one");
    const { report, outcomes } = await prune();
    expect(outcomes).toMatchObject({
      [own.table]: "listed",
      [own.logGroup]: "listed",
      [own.parameter]: "listed",
    });
    expect(pruneText(report)).toContain("To delete them: --delete");
    expect((await prune({ remove: true, now: Date.now() })).report.items).toEqual([]);

    const { outcomes: after } = await prune({ remove: true });
    expect(after).toMatchObject({
      [own.table]: "deleted",
      [own.logGroup]: "deleted",
      [own.parameter]: "deleted",
    });
    expect(Object.keys(after)).not.toEqual(expect.arrayContaining([other.table]));
    expect(await tables()).toContain(other.table);
    const { BackupSummaries = [] } = await dynamoDb.send(new ListBackupsCommand({}));
    expect(BackupSummaries.map(({ TableName }) => TableName)).toEqual([own.table]);
    expect((await prune()).outcomes).not.toHaveProperty([own.logGroup]);
  });

  test("a table with data needs an option, a protected one is kept, a restored one has a week", async () => {
    const [full, guarded] = [physicalName("full", place), physicalName("guarded", place)];
    const restored = restoredName("users", new Date("2026-01-02T03:04:05Z"), place);
    await createTable(dynamoDb, full);
    await createTable(dynamoDb, guarded, "id", { DeletionProtectionEnabled: true });
    await createTable(dynamoDb, restored);
    await dynamoDb.send(new PutItemCommand({ TableName: full, Item: toAttributes({ id: "1" }) }));

    const first = await prune({ remove: true });
    expect(first.outcomes).toMatchObject({ [full]: "kept", [guarded]: "kept" });
    expect(first.outcomes).not.toHaveProperty([restored]);
    const second = await prune({ remove: true, tablesWithData: true, now: later(8) });
    expect(second.outcomes).toMatchObject({ [full]: "deleted", [guarded]: "kept", [restored]: "deleted" });
    await expect(dynamoDb.send(new DescribeTableCommand({ TableName: guarded }))).resolves.toBeDefined();
  });
});

test("nothing is deleted while a release runs, or for a stack without resources", async () => {
  const lease = await takeLock(OperationsTable.of(stage), "release");
  await expect(prune({ remove: true })).rejects.toThrow(/"release" is running already/);
  await lease.release();
  resources = [];
  await expect(prune({ remove: true })).rejects.toThrow(UserError);
});

test("a failure does not stop the others, and is reported", async () => {
  const { table, parameter } = await leaveRemains(stage, "failing");
  afterCall(DynamoDBClient, "CreateBackupCommand", () => {
    throw Object.assign(new Error("no"), { name: "LimitExceededException", $metadata: {} });
  });
  const { report } = await prune({ remove: true });
  expect(report.passed).toBe(false);
  expect(report.items).toContainEqual(
    expect.objectContaining({ name: table, outcome: "failed", reason: "LimitExceededException: no" }),
  );
  expect(report.items).toContainEqual(expect.objectContaining({ name: parameter, outcome: "deleted" }));
});
