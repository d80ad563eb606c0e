/**
 * Asynchronous work whose Lambda worker is killed: by SIGKILL, at the call of AWS that a test names, behind real event
 * sources. The functions' own tests do so at every call, within one process.
 *
 * The tests do not wait for long timeouts but end them: the visibility timeout of six minutes and the lease of 90 seconds.
 */
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";

import { LEASE_SECONDS } from "../../functions/notifications/delivery/rules";
import { newPhotoKey, PHOTO_FOLDERS, photoPrefixes } from "../../functions/shared/photos";
import { batchGet } from "../../functions/shared/batch-get";
import { toAttributes } from "../../functions/shared/dynamo";
import { countersOf, statsKeys } from "../../functions/shared/stats";
import { physicalName } from "../../infra/lib/names";
import { deadLettersCome } from "./async/dead-letters";
import { KillRig } from "./async/rig";
import { me } from "../../ops/people";
import { routes } from "../../functions/routes";
import { neverQuiet, place } from "../testing/stage";

const decidedAt = "2027-01-15T08:00:00.000Z";
let all: KillRig;
let serial = 0;

beforeAll(async () => {
  all = await KillRig.open();
});
afterAll(async () => {
  await all.close();
});

describe("a message whose worker is killed", () => {
  test.each<[point: string, skip: number, sms: number, emails: number]>([
    ["before BatchGetItem", 0, 1, 1],
    ["after PutItem", 0, 1, 1],
    // Accepted but not recorded: the one window in which it may be sent twice.
    ["after Publish", 0, 2, 1],
    ["after UpdateItem", 0, 1, 1],
    ["before SendEmail", 0, 1, 1],
    ["after SendEmail", 0, 1, 2],
    // Everything is done, but the message is still on the queue.
    ["after UpdateItem", 1, 1, 1],
  ])("%s (after %d others) is delivered: %d SMS, %d e-mail", async (point, skip, sms, emails) => {
    const person = await all.reachable(++serial);
    all.stop("notifications-deliver", point, skip);
    await all.send("notifications", { kind: "approved", userId: person.userId, decidedAt });
    await all.kill();
    await all.leasesPass();
    await all.timeoutsPass();
    await all.done("notifications", person.userId);
    expect(await all.sms(person.phoneNumber, /approved/)).toBe(sms);
    expect(await all.emails(person.email, /Welcome/)).toBe(emails);
  });
});

describe("a decision whose announcing worker is killed", () => {
  test.each(["before SendMessageBatch", "after SendMessageBatch"])("%s is delivered once", async (point) => {
    const person = await all.stage.applicant();
    const { userId, phoneNumber } = person;
    await all.prefer(person, {
      enabledChannels: ["sms"],
      quietHours: neverQuiet,
    });
    const before = await all.runs("notifications-announce");
    all.stop("notifications-announce", point);
    const as = await all.stage.people.admin();
    await all.stage.api.call(routes.approve, { params: { userId }, as, body: {} });
    await all.kill();
    await all.eventually("the SMS is sent", async () => (await all.sms(phoneNumber, /approved/)) > 0);
    // The stream delivers the record again: by the end of that run its second message is on the queue.
    await all.eventually(
      "the decision is announced again",
      async () => (await all.runs("notifications-announce")) >= before + 2,
    );
    await all.done("notifications", userId);
    expect(await all.sms(phoneNumber, /approved/)).toBe(1);
  });
});

test("only decisions start the announcing function", async () => {
  const { userId, phoneNumber } = await all.reachable(++serial);
  const item = { userId, name: "Chan", status: "pending", requestedAt: decidedAt, version: 2 };
  const before = await all.runs("notifications-announce");
  // A vote, a new name, the decision.
  await all.stage.put("pending-approvals", { ...item, votes: 1 });
  await all.stage.put("pending-approvals", { ...item, name: "Chan Siu Man" });
  await all.stage.put("pending-approvals", { ...item, status: "approved", decidedAt });
  await all.eventually("the SMS is sent", async () => (await all.sms(phoneNumber, /approved/)) > 0);
  await all.eventually("the run ends", async () => (await all.runs("notifications-announce")) > before);
  expect(await all.runs("notifications-announce")).toBe(before + 1);
});

describe("an erasure whose worker is killed", () => {
  test.each<[point: string, skip: number]>([
    ["before GetItem", 0],
    ["after TransactWriteItems", 0],
    ["after TransactWriteItems", 1],
    ["after ListObjectVersions", 0],
    ["after DeleteObjects", 1],
  ])("%s (after %d others) leaves nothing and counts nothing twice", async (point, skip) => {
    const as = await all.stage.member();
    const { userId } = as;
    const year = String(1900 + ++serial);
    await all.stage.put("user-classrooms", { userId, classroomId: `${year}-P4A`, addedAt: decidedAt });
    for (const folder of PHOTO_FOLDERS) {
      await all.stage.putPhoto(newPhotoKey(folder, userId, "image/png"));
    }
    all.stop("users-erase", point, skip);
    await all.stage.api.call(routes.deleteUser, { params: me, as });
    await all.kill();
    await all.timeoutsPass();
    await all.eventually("it is gone", async () => (await traces(userId)).length === 0);
    await all.eventually("only the message for late uploads is left", async () => {
      return (await all.held("erasure", userId)).length === 1;
    });
    expect(await counted(year)).toBe(-1);
  });

  async function traces(userId: string): Promise<unknown[]> {
    const client = new DynamoDBClient(all.config);
    const of = async (table: string, index?: string): Promise<unknown[]> => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: physicalName(table, place),
          ...(index === undefined ? {} : { IndexName: index }),
          KeyConditionExpression: "userId = :userId",
          ExpressionAttributeValues: toAttributes({ ":userId": userId }),
        }),
      );
      return Items;
    };
    return [
      ...(await of("users")),
      ...(await of("user-preferences")),
      ...(await of("pending-approvals")),
      ...(await of("user-classrooms")),
      ...(await of("sessions", "user")),
      ...(await Promise.all(photoPrefixes(userId).map((prefix) => all.stage.photos(prefix)))).flat(),
    ];
  }

  /** The platform's count of memberships of a year. Nobody was added through the API. */
  async function counted(year: string): Promise<number> {
    const [items] = await batchGet(new DynamoDBClient(all.config), [
      { table: physicalName("users", place), keys: statsKeys.map((userId) => ({ userId })) },
    ]);
    return items.reduce((sum, item) => sum + (countersOf(item)[`year#${year}`] ?? 0), 0);
  }
});

describe("a digest", () => {
  test.each<[fn: string, point: string, time: string]>([
    ["notifications-digest", "after Query", "2027-01-12T01:00:00Z"],
    ["notifications-digest", "after SendMessageBatch", "2027-01-13T01:00:00Z"],
    ["notifications-deliver", "after SendMessageBatch", "2027-01-14T01:00:00Z"],
  ])("whose %s is killed %s reaches every member once", async (fn, point, time) => {
    await all.stage.applicant();
    const people = [await all.reachable(++serial), await all.reachable(++serial)];
    for (const person of people) {
      await all.prefer(person, { quietHours: neverQuiet, digestFrequency: "daily" });
    }
    const before = await all.runs("notifications-digest");
    all.stop(fn, point);
    await all.startDigest(time);
    await all.kill();
    await all.timeoutsPass();
    // Lambda retries a killed run later, when its first messages may be delivered already. The retry is part of the
    // test, and would reach the members of the next test too.
    const runs = before + (fn === "notifications-digest" ? 2 : 1);
    await all.eventually("the digest has run", async () => (await all.runs("notifications-digest")) >= runs);
    await all.done("notifications", time.slice(0, 10));
    for (const { email } of people) expect(await all.emails(email, /for approval/)).toBe(1);
  });
});

test("a user with quiet hours gets the message when they end, however long they last", async () => {
  const person = await all.reachable(++serial);
  // From a minute ago until two minutes ago, tomorrow.
  const clock = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  const almostAlways = { start: clock(-1), end: clock(-2), timezone: "UTC" };
  await all.prefer(person, { enabledChannels: ["sms"], quietHours: almostAlways });
  await all.send("notifications", { kind: "approved", userId: person.userId, decidedAt });
  // A message may be received eight times. This one waits longer, each time as a new message.
  const copies = new Set<string>();
  await all.eventually("it waits ten times", async () => {
    for (const { id, receives } of await all.held("notifications", person.userId)) {
      copies.add(id);
      expect(receives).toBeLessThanOrEqual(1);
    }
    return copies.size >= 10;
  });
  expect(await all.held("notifications-dead")).toEqual([]);
  expect(await all.sms(person.phoneNumber, /approved/)).toBe(0);
  await all.prefer(person, {
    enabledChannels: ["sms"],
    quietHours: neverQuiet,
  });
  await all.done("notifications", person.userId);
  expect(await all.sms(person.phoneNumber, /approved/)).toBe(1);
});

test("a message becomes visible again only after its lease has expired", async () => {
  const { Attributes } = await new SQSClient(all.config).send(
    new GetQueueAttributesCommand({
      QueueUrl: all.queueUrl(physicalName("notifications", place)),
      AttributeNames: ["VisibilityTimeout"],
    }),
  );
  expect(Number(Attributes?.["VisibilityTimeout"])).toBeGreaterThan(LEASE_SECONDS);
});

test("of a burst two messages are received at once, and the rest waits unreceived", async () => {
  const workers: number[] = [];
  const people = [
    await all.reachable(++serial),
    await all.reachable(++serial),
    await all.reachable(++serial),
  ];
  const [, , third] = people;
  for (const { userId } of people) {
    if (workers.length < 2) all.stop("notifications-deliver", "before BatchGetItem");
    await all.send("notifications", { kind: "approved", userId, decidedAt });
    if (workers.length < 2) workers.push(await all.stopped());
  }
  // The local cloud would take five at once.
  await all.polled();
  expect(await all.held("notifications", third?.userId)).toMatchObject([{ visible: true, receives: 0 }]);
  for (const worker of workers) await all.kill(worker);
  await all.timeoutsPass();
  for (const { userId, phoneNumber } of people) {
    await all.done("notifications", userId);
    expect(await all.sms(phoneNumber, /approved/)).toBe(1);
  }
});

deadLettersCome(() => all);
