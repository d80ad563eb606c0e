/** An erasure that is killed at each of its calls, before or after its effect, and then retried. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

import type { ApiHandler } from "../../shared/http";
import { newId } from "../../shared/ids";
import { newPhotoKey, PHOTO_FOLDERS } from "../../shared/photos";
import { captureOutput } from "../../testing/output";
import { grants } from "../../testing/grants";
import { TestStage } from "../../testing/stage";
import { request } from "../testing/request";
import { putPhoto, traces } from "../testing/storage";

const stage = new TestStage("erasure");
captureOutput();
let erase: (event: SQSEvent, context: undefined) => Promise<SQSBatchResponse>;
let deleteUser: ApiHandler;

/** Calls since the last run began, and the one that fails. */
let calls: string[] = [];
let death: { at: number; when: "before" | "after" } | undefined;

/** Number of each call, from 1. */
const places = new Map<object, number>();
const die = (when: "before" | "after", call: object): void => {
  if (death?.when === when && death.at === places.get(call)) throw new Error("killed");
};
const probe = {
  before: (call: { name: string }) => {
    places.set(call, calls.push(call.name));
    die("before", call);
  },
  after: (call: object) => die("after", call),
};

beforeAll(async () => {
  erase = await stage.container("users/erase", grants["users/erase"], probe);
  deleteUser = await stage.container("users/delete-user", grants["users/delete-user"], probe);
}, 60_000);

beforeEach(async () => {
  calls = [];
  death = undefined;
  await stage.setCounters({ users: 7, approved: 5, "year#1985": 100, "year#1986": 100 });
});

/** A user with all kinds of data. */
async function settle(places = 2) {
  const user = await stage.addUser({ email: "a@example.org", photoKey: "profiles/x/1.jpg" });
  const { userId, phoneHash } = user;
  await stage.put("preferences", { userId, version: 1 });
  await stage.put("approvals", { userId, name: "Chan", status: "approved" });
  await stage.put("codes", {
    phoneHash,
    s0: 1,
    live: { code: { userId } },
    expiresAt: 1,
  });
  for (let i = 0; i < places; i++) {
    await stage.put("sessions", { sessionId: newId("ses"), userId, createdAt: user.createdAt, expiresAt: 1 });
    await stage.put("memberships", {
      userId,
      classroomId: `${i % 2 === 0 ? "1985" : "1986"}-P${String(i)}`,
    });
  }
  for (const folder of PHOTO_FOLDERS) {
    const key = newPhotoKey(folder, userId, "image/png");
    await putPhoto(stage, key);
    await putPhoto(stage, key);
    await stage.s3.send(new DeleteObjectCommand({ Bucket: stage.bucket, Key: key }));
    await putPhoto(stage, newPhotoKey(folder, userId, "image/png"));
  }
  const applicant = { name: "Wong", status: "pending", requestedAt: user.createdAt };
  await stage.put("approvals", {
    ...applicant,
    userId: newId("usr"),
    voters: new Set([userId, "usr_other"]),
  });
  await stage.put("approvals", { ...applicant, userId: newId("usr"), voters: new Set([userId]) });
  await stage.put("approvals", { ...applicant, userId: newId("usr"), status: "approved", decidedBy: userId });
  return user;
}

async function run(userId: string): Promise<boolean> {
  calls = [];
  const Records = [{ messageId: "m1", body: JSON.stringify({ userId }) }] as SQSEvent["Records"];
  return (await erase({ Records }, undefined)).batchItemFailures.length === 0;
}

async function expectGone({ userId, phoneHash }: { userId: string; phoneHash: string }) {
  expect(await traces(stage, userId)).toEqual([]);
  // The rate limits of the number stay.
  expect(await traces(stage, phoneHash)).toHaveLength(1);
  expect(await stage.get("codes", phoneHash)).toEqual({ phoneHash, s0: 1, expiresAt: 1 });
  expect(await stage.counters()).toEqual({ users: 6, approved: 4, "year#1985": 99, "year#1986": 99 });
}

test("erases all data of the user, updates counters, and keeps data of others", async () => {
  const [user, other] = [await settle(), await settle()];
  const othersBefore = (await traces(stage, other.userId)).sort();
  expect(othersBefore.length).toBeGreaterThan(9);
  expect(await run(user.userId)).toBe(true);
  await expectGone(user);
  expect((await traces(stage, other.userId)).sort()).toEqual(othersBefore);
});

test("is idempotent", async () => {
  const user = await settle();
  await run(user.userId);
  expect(await run(user.userId)).toBe(true);
  await expectGone(user);
});

test("after a crash at any call, the retry erases everything and counts once", async () => {
  await run((await settle()).userId);
  const steps = calls.length;
  expect(steps).toBeGreaterThan(10);
  for (let at = 1; at <= steps; at++) {
    for (const when of ["before", "after"] as const) {
      await stage.setCounters({ users: 7, approved: 5, "year#1985": 100, "year#1986": 100 });
      const user = await settle();
      death = { at, when };
      expect(await run(user.userId)).toBe(false);
      death = undefined;
      expect(await run(user.userId)).toBe(true);
      await expectGone(user);
    }
  }
}, 120_000);

test("a synthetic user was never counted, and is not subtracted", async () => {
  const { userId } = await stage.addUser({ synthetic: true });
  expect(await run(userId)).toBe(true);
  expect(await traces(stage, userId)).toEqual([]);
  expect(await stage.counters()).toMatchObject({ users: 7, approved: 5 });
});

test("erases many pages of sessions and memberships", async () => {
  const user = await settle(103);
  expect(await run(user.userId)).toBe(true);
  expect(await traces(stage, user.userId)).toEqual([]);
  expect(await stage.counters()).toMatchObject({ "year#1985": 48, "year#1986": 49 });
}, 30_000);

describe("a deletion", () => {
  const send = async (userId: string) => {
    calls = [];
    return (await deleteUser(request({ userId }, "me"), undefined)).statusCode;
  };
  /** User ids of the queued messages. */
  const ordered = async () => {
    const sqs = new SQSClient(stage.config);
    const receive = new ReceiveMessageCommand({
      QueueUrl: stage.queues.erasure,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    });
    const { Messages = [] } = await sqs.send(receive);
    return Messages.map(({ Body }) => (JSON.parse(Body ?? "{}") as { userId: string }).userId);
  };

  test("changes nothing if it fails before the message is queued", async () => {
    const user = await settle();
    const before = await traces(stage, user.userId);
    death = { at: 2, when: "before" };
    expect(await send(user.userId)).toBe(500);
    death = { at: 1, when: "after" };
    expect(await send(user.userId)).toBe(500);
    expect((await traces(stage, user.userId)).sort()).toEqual(before.sort());
  });

  test.each(["before", "after"] as const)(
    "that fails %s its transaction is completed by the erasure",
    async (when) => {
      const user = await settle();
      death = { at: 3, when };
      expect(await send(user.userId)).toBe(500);
      expect(calls).toEqual(["GetItem", "SendMessageBatch", "TransactWriteItems"]);
      death = undefined;
      expect(await ordered()).toContain(user.userId);
      expect(await run(user.userId)).toBe(true);
      await expectGone(user);
    },
  );

  test("works if the user changes meanwhile", async () => {
    const user = await settle();
    const pending = send(user.userId);
    const version = { ...user, version: 2, status: "pending" };
    await stage.put("users", version);
    expect(await pending).toBe(202);
    expect(await stage.get("users", user.userId)).toBeUndefined();
  });
});
