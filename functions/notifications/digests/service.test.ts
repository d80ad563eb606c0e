import { startDigest } from "./service";
import { digestStore, type DigestStore } from "./store";
import { notification, type Notification } from "../messages";
import { outbox } from "../queue";
import { TestCloud } from "../testing/cloud";

const cloud = new TestCloud("digest");
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

const ids = (count: number, prefix = "usr"): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}_${String(i)}`);

test("every member is in a chunk, each small enough", async () => {
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

test("nobody waits: nobody is asked for", async () => {
  const { deps, queue } = setUp(0, [ids(3)]);
  await startDigest(deps, DATE);
  expect(queue).toEqual([]);
});

test("a run that died is done again from the start, and asks for all", async () => {
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

test("the tables tell how many wait and who is approved, over several pages; the queue takes them", async () => {
  const text = "x".repeat(350_000);
  const at = "2027-01-15T08:00:00.000Z";
  for (let i = 0; i < 4; i++) {
    await cloud.put("approvals", { userId: `p${String(i)}`, status: "pending", requestedAt: at, text });
    await cloud.put("users", { userId: `a${String(i)}`, status: "approved", createdAt: at, text });
  }
  await cloud.put("approvals", { userId: "done", status: "approved", requestedAt: at });
  await cloud.put("users", { userId: "p0", status: "pending", createdAt: at });
  const store = digestStore(cloud.dynamo, cloud.tables);
  expect(await store.countPending()).toBe(4);
  const found: string[] = [];
  for await (const page of store.approvedUsers()) found.push(...page);
  expect(found.sort()).toEqual(["a0", "a1", "a2", "a3"]);

  const message: Notification = { kind: "digest", userId: "a0", date: DATE, pending: 4 };
  const many = Array.from({ length: 12 }, (_, i) => ({ ...message, userId: `a${String(i)}` }));
  await outbox(cloud.sqs, cloud.queueUrl).send(many);
  const received = new Set<string>();
  for (let i = 0; i < 5; i++)
    for (const body of await cloud.receive()) received.add((body as typeof message).userId);
  expect(received.size).toBe(12);
});
