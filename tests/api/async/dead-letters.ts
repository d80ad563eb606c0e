import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { execa } from "execa";

import { repoRoot } from "../../../common/paths";
import { newPhotoKey } from "../../../functions/shared/photos";
import { physicalName } from "../../../infra/lib/names";
import { me, type Person } from "../../../ops/people";
import { routes } from "../../../functions/routes";
import { neverQuiet, place } from "../../testing/stage";
import type { KillRig } from "./rig";

const decidedAt = "2027-01-15T08:00:00.000Z";

/** Work that comes from a queue and that its consumer is not allowed to do. */
interface Failing {
  queue: string;
  fn: string;
  /** Removed from the consumer's policy. */
  action: string;
  /** How often a message is received at most. */
  receives: number;
  ask(person: Person): Promise<void>;
  isDone(person: Person): Promise<boolean>;
}

/** Failed messages reach a dead-letter queue that an alarm watches, and `npm run redrive` moves them back. */
export function deadLettersCome(all: () => KillRig): void {
  test.each<Failing>([
    {
      ...{ queue: "notifications", fn: "notifications-deliver", action: "sns:Publish", receives: 8 },
      ask: ({ userId }) => all().send("notifications", { kind: "approved", userId, decidedAt }),
      isDone: async ({ phoneNumber }) => (await all().sms(phoneNumber, /approved/)) === 1,
    },
    {
      ...{ queue: "erasure", fn: "users-erase", action: "dynamodb:GetItem", receives: 5 },
      ask: async (as) => {
        await all().stage.putPhoto(newPhotoKey("profiles", as.userId, "image/png"));
        await all().stage.api.call(routes.deleteUser, { params: me, as });
      },
      isDone: async ({ userId }) => (await all().stage.photos(`profiles/${userId}/`)).length === 0,
    },
  ])(
    "a message of $queue that keeps failing reaches the dead-letter queue, and is redriven",
    async (failing) => {
      const { queue, fn, action, receives, ask, isDone } = failing;
      const person = await all().reachable(900 + receives);
      const own = `"userId":"${person.userId}`;
      const alien = `alien ${person.userId}`;
      await all().prefer(person, { enabledChannels: ["sms"], quietHours: neverQuiet });
      const allow = await all().forbid(fn, action);
      await ask(person);
      // Beside one that fails its schema: neither is lost because of the other.
      await all().send(queue, { alien });
      const dead = `${queue}-dead`;
      for (const naming of [own, alien]) await dies(all(), dead, naming);
      expect(await all().lines(fn, "the message does not match its schema")).toBe(receives);
      expect(await alarming(all(), dead)).toBe(2);
      expect(await isDone(person)).toBe(false);

      await allow();
      expect(await putBack(all(), queue)).toEqual({
        code: 0,
        said: `${physicalName(dead, place)} → ${physicalName(queue, place)}: 2 messages moved back`,
      });
      await all().eventually("it is done", () => isDone(person));
      // Only the one that fails its schema comes back.
      await dies(all(), dead, alien);
      expect(await alarming(all(), dead)).toBe(1);
    },
  );

  test("a digest that keeps failing reaches the dead-letter queue, and is redriven", async () => {
    const person = await all().reachable(950);
    const { email } = person;
    await all().prefer(person, { quietHours: neverQuiet, digestFrequency: "daily" });
    await all().stage.applicant();
    const time = "2027-01-19T01:00:00Z";
    const allow = await all().forbid("notifications-digest", "dynamodb:Query");
    await all().startDigest(time);
    await dies(all(), "missed-events", time);
    expect(await alarming(all(), "missed-events")).toBe(1);
    expect(await all().lines("notifications-digest", "AccessDenied")).toBe(3);

    await allow();
    expect(await putBack(all(), "missed-events")).toMatchObject({ code: 0 });
    await all().eventually("it arrives", async () => (await all().emails(email, /for approval/)) > 0);
    await all().done("notifications", time.slice(0, 10));
    expect(await all().emails(email, /for approval/)).toBe(1);
    expect(await alarming(all(), "missed-events")).toBe(0);
  });
}

/** Waits until a dead-letter queue has a message that contains a text. Ends leases and visibility timeouts. */
async function dies(all: KillRig, queue: string, naming: string): Promise<void> {
  let letter: unknown;
  await all.eventually(`${naming} is with the dead letters`, async () => {
    await all.leasesPass();
    await all.timeoutsPass();
    [letter] = await all.held(queue, naming);
    return letter !== undefined;
  });
}

/**
 * How many messages the alarm of a dead-letter queue would see, read from the queue that the alarm names: the local cloud
 * has no metrics of queues.
 */
async function alarming(all: KillRig, queue: string): Promise<number> {
  const name = physicalName(`${queue}-not-empty`, place);
  const { MetricAlarms = [] }: DescribeAlarmsCommandOutput = await new CloudWatchClient(all.config).send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  const [alarm] = MetricAlarms;
  expect(alarm).toMatchObject({
    ...{ Namespace: "AWS/SQS", MetricName: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum" },
    ...{ Threshold: 0, ComparisonOperator: "GreaterThanThreshold", ActionsEnabled: true },
    AlarmActions: [expect.stringMatching(/:sjc1990app-alerts-warning-local$/)],
  });
  const { Attributes } = await new SQSClient(all.config).send(
    new GetQueueAttributesCommand({
      QueueUrl: all.queueUrl(alarm?.Dimensions?.[0]?.Value ?? ""),
      AttributeNames: ["ApproximateNumberOfMessages"],
    }),
  );
  return Number(Attributes?.["ApproximateNumberOfMessages"]);
}

/** Runs `npm run redrive` on the stage. @returns its exit code and output. */
async function putBack(all: KillRig, queue: string): Promise<{ code: number | undefined; said: string }> {
  const { exitCode, stdout } = await execa(
    process.execPath,
    ["cli/main.mjs", "redrive", "--stack", "local", "--queue", queue],
    { cwd: repoRoot, env: { SJC1990APP_PORT: new URL(all.cloud.endpoint).port }, reject: false },
  );
  return { code: exitCode, said: stdout };
}
