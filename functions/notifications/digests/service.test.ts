import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";

import { startDigest } from "./service";
import { digestStore, type DigestStore } from "./store";
import { notification, type Notification } from "../messages";
import { outbox } from "../queue";
import { TestStage } from "../../testing/stage";

const stage = new TestStage("digest");
const DATE = "2027-01-15";

function setUp(pending: number, pages: string[][]) {
  const queue: Notification[] = [];
  const store: DigestStore = {
    countPending: async () => pending,
    async *approvedUsers() {
      yield* pages;
    },
  };
  return {
    queue,
    deps: { store, outbox: { send: async (sent: readonly Notification[]) => void queue.push(...sent) } },
  };
}

/** User ids of the messages that are visible on the queue, at most 10. */
async function receive(): Promise<string[]> {
  const { Messages = [] } = await stage.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: stage.queues.notifications, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body }) => (JSON.parse(Body ?? "{}") as { userId: string }).userId);
}

const ids = (count: number, prefix = "usr"): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}_${String(i)}`);

test("every member is in a chunk, within the size limit", async () => {
  const pages = [ids(120, "a"), [], ids(3, "b")];
  const { deps, queue } = setUp(7, pages);
  await startDigest(deps, DATE);
  const chunks = queue.flatMap((message) => (message.kind === "digest-chunk" ? [message] : []));
  expect(chunks.map(({ userIds }) => userIds.length)).toEqual([50, 50, 20, 3]);
  expect(chunks.flatMap(({ userIds }) => userIds)).toEqual(pages.flat());
  for (const chunk of chunks) {
    expect(chunk).toMatchObject({ date: DATE, pending: 7 });
    expect(notification.safeParse(chunk).success).toBe(true);
  }
});

test("no digest without pending approvals", async () => {
  const { deps, queue } = setUp(0, [ids(3)]);
  await startDigest(deps, DATE);
  expect(queue).toEqual([]);
});

test("a failed run is repeated from the start for all members", async () => {
  const { deps, queue } = setUp(1, [ids(2, "a"), ids(2, "b")]);
  let calls = 0;
  const send = async (messages: readonly Notification[]): Promise<void> => {
    if (++calls === 2) throw new Error("killed");
    return deps.outbox.send(messages);
  };
  await expect(startDigest({ ...deps, outbox: { send } }, DATE)).rejects.toThrow("killed");
  await startDigest(deps, DATE);
  const asked = queue.flatMap((message) => (message.kind === "digest-chunk" ? message.userIds : []));
  expect(new Set(asked)).toEqual(new Set([...ids(2, "a"), ...ids(2, "b")]));
});

test("the store reads all pages, and the queue accepts the messages", async () => {
  const text = "x".repeat(350_000);
  const at = "2027-01-15T08:00:00.000Z";
  for (let i = 0; i < 4; i++) {
    await stage.put("approvals", { userId: `p${String(i)}`, status: "pending", requestedAt: at, text });
    await stage.put("users", { userId: `a${String(i)}`, status: "approved", createdAt: at, text });
  }
  await stage.put("approvals", { userId: "done", status: "approved", requestedAt: at });
  await stage.put("users", { userId: "p0", status: "pending", createdAt: at });
  const store = digestStore(stage.dynamoDb, stage.tables);
  expect(await store.countPending()).toBe(4);
  const found: string[] = [];
  for await (const page of store.approvedUsers()) found.push(...page);
  expect(found.sort()).toEqual(["a0", "a1", "a2", "a3"]);

  const message: Notification = { kind: "digest", userId: "a0", date: DATE, pending: 4 };
  const many = Array.from({ length: 12 }, (_, i) => ({ ...message, userId: `a${String(i)}` }));
  await outbox(stage.sqs, stage.queues.notifications).send(many);
  const received = new Set<string>();
  for (let i = 0; i < 5; i++) for (const userId of await receive()) received.add(userId);
  expect(received.size).toBe(12);
});
