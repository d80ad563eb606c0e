import type { DynamoDBRecord } from "aws-lambda";

import { approvalStore } from "../auth/approvals/store";
import { startLine } from "../shared/log";
import { announcement } from "./announcement";
import { notification, notificationId, type Notification, type Personal } from "./messages";
import { TestStage } from "../testing/stage";

const stage = new TestStage("announce");
const decidedAt = "2027-01-15T08:00:00.000Z";

function change(from: string, to: string, over: Partial<DynamoDBRecord> = {}): DynamoDBRecord {
  return {
    eventName: "MODIFY",
    dynamodb: {
      Keys: { userId: { S: "usr_1" } },
      OldImage: { status: { S: from } },
      NewImage: { status: { S: to }, decidedAt: { S: decidedAt } },
      ApproximateCreationDateTime: 1_800_000_000,
    },
    ...over,
  };
}

test.each(["approved", "rejected"])("a change from pending to %s is announced", (kind) => {
  const message = announcement(change("pending", kind));
  expect(message).toEqual({ kind, userId: "usr_1", decidedAt });
  expect(notification.safeParse(message).success).toBe(true);
});

test.each<[string, DynamoDBRecord]>([
  ["a vote", change("pending", "pending")],
  ["a change after the decision", change("approved", "approved")],
  ["a change of mind", change("approved", "rejected")],
  ["somebody new", { ...change("pending", "approved"), eventName: "INSERT" }],
  ["somebody who is deleted", { ...change("pending", "approved"), eventName: "REMOVE" }],
  ["an empty record", {}],
])("%s is not announced", (_what, record) => {
  expect(announcement(record)).toBeUndefined();
});

test("a manual decision without a time gets the time of its record", () => {
  const record = change("pending", "approved");
  delete record.dynamodb!.NewImage!["decidedAt"];
  expect(announcement(record)).toEqual(announcement(structuredClone(record)));
  expect(announcement(record)).toMatchObject({ decidedAt: "2027-01-15T08:00:00.000Z" });
});

test("decisions written by the approval store are announced", async () => {
  const userId = "usr_written";
  const waiting = { userId, name: "Chan", phoneMasked: "", status: "pending", requestedAt: decidedAt };
  await stage.put("approvals", waiting);
  await stage.put("users", { userId, status: "pending", version: 1 });
  const { marshall } = await import("@aws-sdk/util-dynamodb");
  type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;
  const image = async (): Promise<Image> => marshall(await stage.get("approvals", userId)) as Image;
  const OldImage = await image();
  const store = approvalStore(stage.dynamoDb, stage.tables);
  startLine({ requestId: "r1", route: "POST /auth/reject/{userId}" }, undefined, "from-caller");
  await store.decide({ userId, status: "rejected", by: "usr_admin", at: decidedAt });
  const dynamodb = { Keys: { userId: { S: userId } }, OldImage, NewImage: await image() };
  expect(announcement({ eventName: "MODIFY", dynamodb })).toEqual({ kind: "rejected", userId, decidedAt });
  expect(dynamodb.NewImage["correlationId"]).toEqual({ S: "from-caller" });
});

test("notification ids are unique by user, kind and occasion", () => {
  const digest = (date: string, pending: number): Personal => ({
    kind: "digest",
    userId: "usr_1",
    date,
    pending,
  });
  const messages: Personal[] = [
    { kind: "approved", userId: "usr_1", decidedAt },
    { kind: "approved", userId: "usr_2", decidedAt },
    { kind: "rejected", userId: "usr_1", decidedAt },
    digest("2027-01-15", 1),
    digest("2027-01-16", 1),
  ];
  expect(new Set(messages.map(notificationId)).size).toBe(messages.length);
  expect(notificationId(digest("2027-01-15", 2))).toBe(notificationId(digest("2027-01-15", 1)));
});

describe("a batch of the stream", () => {
  const records = ["usr_1", "usr_2", "usr_3"].map((userId, i): DynamoDBRecord => {
    const record = change("pending", "approved");
    const dynamodb = { ...record.dynamodb!, Keys: { userId: { S: userId } }, SequenceNumber: String(i) };
    return { ...record, eventID: `e${String(i)}`, dynamodb };
  });

  /** The handler, with a queue that fails before or after it accepts the n-th message. */
  async function announceUntil(dies: "before" | "after", nth: number, queue: Notification[]) {
    jest.spyOn(process.stdout, "write").mockReturnValue(true);
    jest.spyOn(process.stderr, "write").mockReturnValue(true);
    jest.resetModules();
    let taken = 0;
    const send = async ([message]: Notification[]): Promise<void> => {
      if (dies === "before" && taken === nth) throw new Error("killed");
      queue.push(message!);
      if (dies === "after" && taken === nth) throw new Error("killed");
      taken++;
    };
    jest.doMock("./queue", () => ({ outbox: () => ({ send }) }));
    process.env["NOTIFICATIONS_QUEUE_URL"] = "q";
    const { handler } = await import("./announce.js");
    return handler;
  }
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ["before", 0],
    ["after", 0],
    ["before", 1],
    ["after", 1],
    ["before", 2],
    ["after", 2],
  ] as const)("killed %s message %d is retried until all messages are queued in order", async (dies, nth) => {
    const queue: Notification[] = [];
    const dying = await announceUntil(dies, nth, queue);
    const first = await dying({ Records: records }, undefined);
    expect(first.batchItemFailures).toEqual([{ itemIdentifier: String(nth) }]);
    // Lambda retries from the failed record.
    const alive = await announceUntil("before", Infinity, queue);
    expect(await alive({ Records: records.slice(nth) }, undefined)).toEqual({ batchItemFailures: [] });
    const ids = queue.map((message) => notificationId(message as Personal));
    expect([...new Set(ids)]).toEqual(
      records.map(({ dynamodb }) => `approved#${dynamodb!.Keys!["userId"]!.S!}#${decidedAt}`),
    );
    // A duplicate, which is delivered once.
    expect(ids).toHaveLength(dies === "after" ? 4 : 3);
  });
});
