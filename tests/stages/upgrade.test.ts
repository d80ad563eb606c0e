import * as path from "node:path";

import { silentProgress } from "../../common/progress";
import { accepted } from "../../ops/changes";
import { openStack, policyOptions, stackResources } from "../../ops/stages/engine";
import { Recorder } from "../../ops/rehearse/recorder";
import { judgeUpgrade } from "../../ops/rehearse/upgrade";
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
