import {
  DeleteItemCommand,
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
import { registerStore } from "../codes/code-store";
import { LOGINS_PER_SOURCE, SENDS_PER_NUMBER, TRIES_PER_NUMBER } from "../codes/rules";
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
      store.rotate({ sessionId: opened.sessionId, presentedHash, nextHash, now, expiresAt: now + 100 });
    return { who, sessionId: opened.sessionId, rotate };
  }

  test("the newest token is replaced by the next, with its expiry", async () => {
    const { who, sessionId, rotate } = await open();
    expect(await rotate("first", "second")).toEqual({ kind: "rotated", userId: who.userId });
    expect(await rotate("second", "third", T + 99)).toEqual({ kind: "rotated", userId: who.userId });
    expect(await store.find(sessionId, who.userId)).toMatchObject({ session: { expiresAt: T + 199 } });
  });

  test("an older token is reported as reused and changes nothing", async () => {
    const { rotate } = await open();
    await rotate("first", "second");
    expect(await rotate("first", "thief")).toEqual({ kind: "reused" });
    expect(await rotate("second", "third")).toMatchObject({ kind: "rotated" });
  });

  test("of twenty concurrent callers with the same token, one gets the next", async () => {
    const { rotate } = await open();
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => rotate("first", `next-${String(i)}`)));
    expect(all.filter(({ kind }) => kind === "rotated")).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === "reused")).toHaveLength(19);
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
    const rotation = { sessionId: opened.sessionId, presentedHash: "first", nextHash: "second" };
    const twice = { ...rotation, now: T, expiresAt: T + 100 };
    const store = refreshStore(client, tables);
    expect(await store.rotate(twice)).toEqual({ kind: "rotated", userId: "usr_x" });
    expect(await store.rotate(twice)).toEqual({ kind: "rotated", userId: "usr_x" });
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

  test("a login without a user stores no code, and attempts are counted", async () => {
    const phoneHash = unique("phone");
    const store = { ...registerStore(client, tables), ...verifyStore(client, tables) };
    const wish = {
      ...{ phoneHash, codeHash: "never-sent", perNumber: SENDS_PER_NUMBER, now: T, keepUntil: T + 3600 },
      ...{ sourceHash: unique("source"), perSource: LOGINS_PER_SOURCE },
    };
    expect(await store.keepCode(wish)).toEqual({ kept: true });
    expect(await stage.get("codes", phoneHash)).toMatchObject({ live: {}, s2: T, expiresAt: T + 3600 });
    expect(await stage.get("codes", `source#${wish.sourceHash}`)).toMatchObject({
      l8: 0,
      l9: T,
    });
    const attempt = { ...{ phoneHash, window: TRIES_PER_NUMBER, now: T }, keepUntil: T + 3600 };
    for (let i = 0; i < 3; i++)
      expect(await store.takeCode({ ...attempt, codeHash: "never-sent" })).toEqual({ kind: "counted" });
    expect(await store.takeCode({ ...attempt, codeHash: "never-sent" })).toMatchObject({ kind: "full" });
  });

  test("a login without a user keeps the registration code", async () => {
    const phoneHash = unique("phone");
    const store = { ...registerStore(client, tables), ...verifyStore(client, tables) };
    const wish = {
      ...{ phoneHash, codeHash: "sent", perNumber: SENDS_PER_NUMBER, now: T, keepUntil: T + 3600 },
      ...{ sourceHash: unique("source"), perSource: LOGINS_PER_SOURCE },
    };
    const code = { expiresAt: T + 300, name: "Chan Tai Man" };
    await store.keepCode({ ...wish, code });
    await store.keepCode({ ...wish, codeHash: "never-sent" });
    const attempt = { ...{ phoneHash, window: TRIES_PER_NUMBER, now: T }, keepUntil: T + 3600 };
    expect(await store.takeCode({ ...attempt, codeHash: "sent" })).toEqual({ kind: "counted", code });
  });

  test("sign-ups are counted in the same transaction", async () => {
    await client.send(
      new DeleteItemCommand({ TableName: tables.users, Key: toAttributes({ userId: "stats#all" }) }),
    );
    const store = verifyStore(client, tables);
    const signUp = (who: UserRecord) =>
      store.signUp(who, session(who.userId), undefined, {
        ...{ phoneHash: who.phoneHash, window: TRIES_PER_NUMBER, keepUntil: T + 3600 },
      });
    const counts = () => stage.get("users", "stats#all");
    const first = user({ status: "pending" });
    await signUp(first);
    expect(await counts()).toEqual({ userId: "stats#all", users: 1, approved: 0 });
    await signUp(user({ role: "admin" }));
    expect(await signUp(user({ phoneHash: first.phoneHash }))).toEqual({ done: false, owner: first.userId });
    expect(await counts()).toEqual({ userId: "stats#all", users: 2, approved: 1 });
    await Promise.all(Array.from({ length: 8 }, () => signUp(user({ status: "pending" }))));
    expect(await counts()).toEqual({ userId: "stats#all", users: 10, approved: 1 });
  });
});
