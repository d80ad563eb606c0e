import * as path from "node:path";

import { silentProgress } from "../../common/progress";
import { accepted } from "../../ops/changes";
import { openStack, policyOptions, stackResources } from "../../ops/stages/engine";
import type { Cloud } from "../../local/cloud";
import type { MigrationFile } from "../../ops/migrate/files";
import type { ScanMigration } from "../../ops/migrate/migration";
import type { PreparedStage } from "../../ops/rehearse/account";
import type { Place } from "../../ops/rehearse/journeys";
import { survivals } from "../../ops/rehearse/journeys/fill";
import { rehearseMigrations } from "../../ops/rehearse/migrations";
import { Recorder } from "../../ops/rehearse/recorder";
import { readSettings } from "../../ops/rehearse/stage-settings";
import { fillStage, judgeUpgrade, type BeforeUpgrade } from "../../ops/rehearse/upgrade";
import { version } from "../../package.json";
import { edit, openPlatform, removeTestCloud } from "../testing/support";

test("an upgrade that deletes data is refused by the names of the tables, and changes nothing", async () => {
  const cloud = await openPlatform();
  try {
    edit(
      cloud.projectDir,
      "infra/data.ts",
      'new Table("users", {\n  hashKey: { name: "userId"',
      'new Table("users", {\n  hashKey: { name: "personId"',
    );
    edit(
      cloud.projectDir,
      "infra/data.ts",
      'new Table("user-preferences", { hashKey',
      'new Table("user-preferences", { ttlAttribute: "updatedAt", hashKey',
    );
    await cloud.pulumiOk(["config", "set", "--secret", "sjc1990app:smsSenderId", "OTHER1990"]);
    const stack = await openStack(cloud);
    const recorder = new Recorder(silentProgress, new AbortController().signal);
    const before = await stackResources(stack);
    const policies = policyOptions(cloud.projectDir, "local", path.join(cloud.projectDir, "levels.json"));
    const eventLog = path.join(cloud.projectDir, "events");
    const { allowed, summary } = await judgeUpgrade(recorder, cloud, policies, version, eventLog);
    expect(allowed).toBe(false);
    expect(recorder.passed).toBe(false);
    expect(summary?.problems).toEqual([
      expect.stringMatching(/^aws:dynamodb\/table:Table::users would be replaced because hashKey changes/),
      expect.stringMatching(/^aws:dynamodb\/table:Table::user-preferences would be updated.* updatedAt/),
    ]);
    expect(summary?.notes).toEqual([
      expect.stringMatching(/^aws:ssm\/parameter:Parameter::sms-sender-id has a new value/),
      // What is accepted is deployed already.
      ...accepted.map(({ resource }) => expect.stringContaining(resource) as unknown),
    ]);
    expect(await stackResources(stack)).toEqual(before);
  } finally {
    await removeTestCloud(cloud);
  }
});

describe("the migrations of an upgrade", () => {
  const base = "the release before";
  const migration: ScanMigration = {
    summary: "Gives each user the attribute example.",
    ...{ phase: "expand", table: "users" },
    change: (item) =>
      "example" in item ? undefined : { update: { set: { example: 1 } }, when: { example: undefined } },
    verify: () => Promise.resolve([]),
  };
  const file = (name: string, changes: Partial<ScanMigration> = {}): MigrationFile => ({
    ...{ name, hash: name, migration: { ...migration, ...changes } },
  });
  let cloud: Cloud;
  let stage: PreparedStage;
  let place: Place;
  let before: BeforeUpgrade;
  let recorder: Recorder;

  beforeAll(async () => {
    cloud = await openPlatform();
    const stack = await openStack(cloud);
    const [outputs, config] = [await stack.outputs(), await stack.getAllConfig()];
    const settings = await readSettings(stack);
    stage = { cloud, stack, settings };
    const output = (name: string) => String(outputs[name]?.value);
    place = {
      ...{ stage: "local", endpoint: cloud.endpoint, apiUrl: output("apiUrl"), apiKey: output("apiKey") },
      ...{ photosDomain: output("photosDomain"), photosBucket: output("photosBucket"), ...settings },
      adminPhones: JSON.parse(config["sjc1990app:adminPhones"]?.value ?? "[]") as string[],
    };
  });
  // A rehearsal uses up some of what users have stored.
  beforeEach(async () => {
    const filling = new Recorder(silentProgress, new AbortController().signal);
    before = (await fillStage(filling, base, stage, place))!;
    expect(filling.steps).toEqual([expect.objectContaining({ outcome: "passed" })]);
    recorder = new Recorder(silentProgress, new AbortController().signal);
  });
  afterAll(() => removeTestCloud(cloud));

  const outcomes = () => recorder.steps.map(({ name, outcome, details }) => [name, outcome, details[0]]);
  const run = (files: MigrationFile[], known: Record<string, string>) =>
    rehearseMigrations(recorder, { ...stage, place }, before, {
      ...{ ref: base, files, known: new Map(Object.entries(known)) },
    });

  test("one that was edited, or has gone, after the release before ran it is a failure", async () => {
    await run([file("0001-a")], { "0001-a": "other" });
    expect(outcomes()).toEqual([
      [`the migrations continue those of ${base}`, "failed", "migrations were edited after they ran: 0001-a"],
    ]);
  });

  test("run in the order of a release on the data of the release before, which is looked for after each", async () => {
    const remove: Partial<ScanMigration> = {
      phase: "contract",
      change: ({ userId }) =>
        String(userId).startsWith("stats#")
          ? undefined
          : { update: { remove: ["example"] }, when: { userId } },
    };
    await run([file("0001-a"), file("0002-b", remove), file("0003-c")], { "0001-a": "0001-a" });
    expect(outcomes()).toEqual([
      [`the migrations continue those of ${base}`, "passed", "pending: 0003-c (expand)"],
      ["data is intact after the upgrade", "passed", expect.anything()],
      [
        "the migration 0003-c runs (expand)",
        "passed",
        expect.stringMatching(/^\d+ items scanned, [1-9]\d* changed$/),
      ],
      ["data is intact after 0003-c", "passed", expect.anything()],
      ["the migration 0002-b runs (contract)", "passed", expect.anything()],
      ["data is intact after 0002-b", "passed", expect.anything()],
    ]);
    const last = recorder.journeys.filter(({ name }) => name.startsWith("after 0002-b, "));
    expect(last).toHaveLength(survivals.length);
  });

  test.each<[string, Partial<ScanMigration>, string, string]>([
    [
      "does not verify its data",
      { verify: () => Promise.resolve(["3 items have no example"]) },
      "the migration 0004-d runs (expand)",
      "3 items have no example",
    ],
    [
      "loses what users have stored",
      { change: ({ userId }) => ({ delete: true, when: { userId } }) },
      "data is intact after 0004-d",
      "sjc1990app-users-local has lost",
    ],
  ])("one that %s is a failure", async (_what, changes, step, reason) => {
    const known = { "0001-a": "0001-a", "0002-b": "0002-b", "0003-c": "0003-c" };
    const files = [...Object.keys(known).map((name) => file(name)), file("0004-d", changes)];
    await run(files, known);
    expect(recorder.passed).toBe(false);
    expect(recorder.steps.at(-1)).toMatchObject({ name: step, outcome: "failed" });
    expect(recorder.steps.at(-1)?.details.join("\n")).toContain(reason);
  });
});
