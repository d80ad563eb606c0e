import {
  type DynamoDBClient,
  PutItemCommand,
  type BatchGetItemCommandOutput,
} from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";
import type { UserRecord } from "../../shared/user";
import { TestStage } from "../../testing/stage";
import { MemorySessions } from "../testing/memory-sessions";
import { MemoryStore } from "../testing/memory-sign-in";
import { authorizerStore, type AuthorizerStore } from "./authorizer-store";
import { refreshStore, type RefreshStore } from "./refresh-store";
import { codeStore } from "../codes/code-store";
import { tryLimits } from "../codes/rules";
import { FINGERPRINT } from "../testing/sign-in-items";
import { verifyStore, type SessionRecord } from "./verify-store";

const stage = new TestStage("sessions");
const T = 1_800_000_000;
const { tables } = stage;
let client: DynamoDBClient;

beforeAll(() => {
  client = stage.dynamoDb;
});

let serial = 0;
/** A key that is unique among the tests. */
const unique = (what: string): string => `${what}-${String(++serial)}`;

function user(over: Partial<UserRecord> = {}): UserRecord {
  return {
    ...{ userId: unique("usr"), phoneHash: unique("phone"), phone: "v1.encrypted", fullName: "Chan Tai Man" },
    ...{ status: "approved", role: "user", createdAt: "2027-01-15T08:00:00.000Z", version: 1 },
    ...over,
  };
}

function session(userId: string): SessionRecord {
  const sessionId = unique("ses");
  return {
    ...{ sessionId, userId, refreshHash: "first" },
    ...{ createdAt: "2027-01-15T08:00:00.000Z", expiresAt: T + 10 },
  };
}

type Stores = RefreshStore & AuthorizerStore;
interface Kind {
  make: () => Stores;
  put: (who: UserRecord, opened: SessionRecord) => Promise<void>;
}

const memory = new MemoryStore();
const kinds: [string, Kind][] = [
  [
    "DynamoDB",
    {
      make: () => ({
        ...refreshStore(client, tables),
        ...authorizerStore(client, tables),
      }),
      put: async (who, opened) => {
        await client.send(new PutItemCommand({ TableName: tables.users, Item: toAttributes(who) }));
        await client.send(new PutItemCommand({ TableName: tables.sessions, Item: toAttributes(opened) }));
      },
    },
  ],
  [
    "memory",
    {
      make: () => new MemorySessions(memory),
      put: async (who, opened) => {
        memory.users.set(who.userId, who);
        memory.sessions.set(opened.sessionId, opened);
      },
    },
  ],
];

describe.each(kinds)("stores of sessions on %s", (_kind, { make, put }) => {
  let store: Stores;
  beforeAll(() => {
    store = make();
  });

  async function open(over: Partial<UserRecord> = {}) {
    const who = user(over);
    const opened = session(who.userId);
    await put(who, opened);
    const rotate = (presentedHash: string, nextHash: string, now = T) =>
      store.rotate({
        ...{ sessionId: opened.sessionId, presentedHash, nextHash, salt: `salt of ${nextHash}` },
        ...{ graceUntil: now + 30, now, expiresAt: now + 100 },
      });
    return { who, sessionId: opened.sessionId, rotate };
  }

  test("the newest token is replaced by the next, with its expiry", async () => {
    const { who, sessionId, rotate } = await open();
    expect(await rotate("first", "second")).toEqual({ kind: "rotated", userId: who.userId });
    expect(await rotate("second", "third", T + 99)).toEqual({ kind: "rotated", userId: who.userId });
    expect(await store.find(sessionId, who.userId)).toMatchObject({ session: { expiresAt: T + 199 } });
  });

  test("the token before the newest one is repeated for 30 seconds, and changes nothing", async () => {
    const { who, rotate } = await open();
    await rotate("first", "second");
    const repeated = { kind: "repeated", userId: who.userId, salt: "salt of second" };
    expect(await rotate("first", "other")).toEqual(repeated);
    expect(await rotate("first", "other", T + 29)).toEqual(repeated);
    expect(await rotate("first", "thief", T + 30)).toEqual({ kind: "reused" });
    expect(await rotate("second", "third", T + 30)).toMatchObject({ kind: "rotated" });
  });

  test("an older token is reported as reused and changes nothing", async () => {
    const { rotate } = await open();
    await rotate("first", "second");
    await rotate("second", "third");
    expect(await rotate("first", "thief")).toEqual({ kind: "reused" });
    expect(await rotate("unknown", "thief")).toEqual({ kind: "reused" });
    expect(await rotate("third", "fourth")).toMatchObject({ kind: "rotated" });
  });

  test("of twenty concurrent callers with the same token, one rotates and all get the same salt", async () => {
    const { rotate } = await open();
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => rotate("first", `next-${String(i)}`)));
    const winner = all.findIndex(({ kind }) => kind === "rotated");
    const rest = all.filter((_outcome, i) => i !== winner);
    expect(rest).toHaveLength(19);
    for (const outcome of rest)
      expect(outcome).toMatchObject({ kind: "repeated", salt: `salt of next-${String(winner)}` });
  });

  test("an expired or ended session is over, and is not created again", async () => {
    const { who, sessionId, rotate } = await open();
    expect(await rotate("first", "second", T + 10)).toEqual({ kind: "over" });
    await store.endSession(sessionId);
    await store.endSession(sessionId);
    expect(await rotate("first", "second")).toEqual({ kind: "over" });
    expect(await store.find(sessionId, who.userId)).not.toHaveProperty("session");
  });

  test("returns a user with the encrypted number, or undefined", async () => {
    const { who } = await open({ email: "a@example.org" });
    expect(await store.getUser(who.userId)).toEqual(who);
    expect(await store.getUser(unique("usr"))).toBeUndefined();
  });

  test("finds session and user independently, with the requested attributes only", async () => {
    const { who, sessionId } = await open({ role: "admin", status: "suspended" });
    const { userId } = who;
    const found = {
      session: { sessionId, userId, expiresAt: T + 10 },
      user: { userId, role: "admin", status: "suspended" },
    };
    expect(await store.find(sessionId, userId)).toEqual(found);
    expect(await store.find(unique("ses"), userId)).toEqual({ user: found.user });
    expect(await store.find(sessionId, unique("usr"))).toEqual({ session: found.session });
    expect(await store.find(unique("ses"), unique("usr"))).toEqual({});
  });
});

describe("on DynamoDB", () => {
  test("a rotation retried by the SDK after a lost response succeeds", async () => {
    const opened = session("usr_x");
    await client.send(new PutItemCommand({ TableName: tables.sessions, Item: toAttributes(opened) }));
    const rotation = { sessionId: opened.sessionId, presentedHash: "first", nextHash: "second", salt: "s" };
    const twice = { ...rotation, graceUntil: T + 30, now: T, expiresAt: T + 100 };
    const store = refreshStore(client, tables);
    expect(await store.rotate(twice)).toEqual({ kind: "rotated", userId: "usr_x" });
    expect(await store.rotate(twice)).toEqual({ kind: "repeated", userId: "usr_x", salt: "s" });
  });

  test("unprocessed keys are retried", async () => {
    const asked: string[][] = [];
    const answers: Partial<BatchGetItemCommandOutput>[] = [];
    const send = jest.fn(async (command: { input: { RequestItems: Record<string, unknown> } }) => {
      asked.push(Object.keys(command.input.RequestItems));
      return answers.shift();
    });
    const store = authorizerStore({ send } as unknown as DynamoDBClient, { users: "u", sessions: "s" });
    const row = (userId: string) => [toAttributes({ userId })];
    const undone = { u: { Keys: row("usr_1") } };
    answers.push(
      { Responses: { s: row("usr_1") }, UnprocessedKeys: undone },
      { UnprocessedKeys: undone },
      { Responses: { u: row("usr_1") } },
    );
    expect(await store.find("ses_1", "usr_1")).toEqual({
      session: { userId: "usr_1" },
      user: { userId: "usr_1" },
    });
    expect(asked).toEqual([["s", "u"], ["u"], ["u"]]);
  });

  test("sign-ups are counted in the same transaction", async () => {
    await stage.setCounters({});
    const store = verifyStore(client, tables);
    const signUp = async (who: UserRecord) => {
      const code = { expiresAt: T + 300, name: who.fullName };
      const use = { phoneHash: who.phoneHash, codeHash: "code", now: T };
      await codeStore(client, tables).keepCode({ ...use, code });
      const limits = tryLimits(60);
      return store.signUp(
        who,
        session(who.userId),
        undefined,
        {
          ...use,
          sourceHash: unique("source"),
          limits,
        },
        FINGERPRINT,
      );
    };
    const counts = () => stage.counters();
    const first = user({ status: "pending" });
    await signUp(first);
    expect(await counts()).toEqual({ users: 1, approved: 0 });
    await signUp(user({ role: "admin" }));
    expect(await signUp(user({ phoneHash: first.phoneHash }))).toEqual({
      ...{ done: false, kind: "taken", owner: first.userId },
    });
    expect(await counts()).toEqual({ users: 2, approved: 1 });
    await Promise.all(Array.from({ length: 8 }, () => signUp(user({ status: "pending" }))));
    expect(await counts()).toEqual({ users: 10, approved: 1 });
  });
});
