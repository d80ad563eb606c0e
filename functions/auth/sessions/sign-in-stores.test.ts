import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";
import { wait } from "../../shared/sliding-window";
import type { UserRecord } from "../../shared/user";
import { TestStage } from "../../testing/stage";
import { MemoryStore } from "../testing/memory-sign-in";
import { registerStore, type CodeRequest, type RegisterStore } from "../codes/code-store";
import { REGISTRATIONS_PER_SOURCE, SENDS_PER_NUMBER, TRIES_PER_NUMBER } from "../codes/rules";
import { verifyStore, type SessionRecord, type VerifyStore } from "./verify-store";

const stage = new TestStage("stores");
const T = 1_800_000_000;
const { tables } = stage;
let client: DynamoDBClient;

beforeAll(() => {
  client = stage.dynamoDb;
});

let serial = 0;
/** A key that is unique among the tests. */
const unique = (what: string): string => `${what}-${String(++serial)}`;

function request(over: Partial<CodeRequest> = {}): CodeRequest {
  return {
    phoneHash: unique("phone"),
    codeHash: "right-code",
    code: { expiresAt: T + 300, name: "Chan Tai Man" },
    perNumber: SENDS_PER_NUMBER,
    sourceHash: unique("source"),
    perSource: REGISTRATIONS_PER_SOURCE,
    now: T,
    keepUntil: T + 3600,
    ...over,
  };
}

function attempt(phoneHash: string, codeHash = "right-code", now = T) {
  return { phoneHash, codeHash, window: TRIES_PER_NUMBER, now, keepUntil: now + 3600 };
}

function user(phoneHash: string, over: Partial<UserRecord> = {}): UserRecord {
  return {
    userId: unique("usr"),
    phoneHash,
    phone: "v1.encrypted",
    fullName: "Chan Tai Man",
    status: "pending",
    role: "user",
    createdAt: "2027-01-15T08:00:00.000Z",
    version: 1,
    ...over,
  };
}

function session(userId: string): SessionRecord {
  const sessionId = unique("ses");
  return {
    sessionId,
    userId,
    refreshHash: "hash",
    createdAt: "2027-01-15T08:00:00.000Z",
    expiresAt: T + 10,
  };
}

const tries = (phoneHash: string) => ({ phoneHash, window: TRIES_PER_NUMBER, keepUntil: T + 3600 });

const kinds: [string, () => RegisterStore & VerifyStore][] = [
  ["DynamoDB", () => ({ ...registerStore(client, tables), ...verifyStore(client, tables) })],
  ["memory", () => new MemoryStore()],
];

describe.each(kinds)("stores on %s", (_kind, make) => {
  let store: RegisterStore & VerifyStore;
  beforeAll(() => {
    store = make();
  });

  test("a number gets three codes per sliding hour", async () => {
    const phoneHash = unique("phone");
    const send = (now: number) => store.keepCode(request({ phoneHash, now }));
    for (const offset of [0, 100, 200]) expect(await send(T + offset)).toEqual({ kept: true });
    const refused = await send(T + 3599);
    expect(refused).toMatchObject({ kept: false, number: { s0: T } });
    expect(refused).not.toHaveProperty("source");
    expect(
      wait(SENDS_PER_NUMBER, (refused as { number: object }).number as Record<string, unknown>, T + 3599),
    ).toBe(1);
    // Exactly an hour after the first; the second is still in the window.
    expect(await send(T + 3600)).toEqual({ kept: true });
    expect(await send(T + 3601)).toMatchObject({ kept: false, number: { s0: T + 100 } });
  });

  test("a source has five registrations per sliding hour, whatever the number", async () => {
    const sourceHash = unique("source");
    const send = (now: number) => store.keepCode(request({ sourceHash, now }));
    for (const offset of [0, 1, 2, 3, 4]) expect(await send(T + offset)).toEqual({ kept: true });
    expect(await send(T + 5)).toMatchObject({ kept: false, source: { s0: T } });
    expect(await send(T + 3600)).toEqual({ kept: true });
    expect(await send(T + 3600)).toMatchObject({ kept: false, source: { s0: T + 1 } });
  });

  test("a request rejected by one limit does not count for the other, and keeps the sent code", async () => {
    const phoneHash = unique("phone");
    const sourceHash = unique("source");
    for (let i = 0; i < 5; i++) await store.keepCode(request({ sourceHash }));
    await store.keepCode(request({ phoneHash }));
    for (let i = 0; i < 3; i++) {
      expect(await store.keepCode(request({ phoneHash, sourceHash, codeHash: "late" }))).toMatchObject({
        kept: false,
      });
    }
    expect(await store.keepCode(request({ phoneHash, codeHash: "second" }))).toEqual({ kept: true });
    expect(await store.takeCode(attempt(phoneHash, "late"))).toEqual({ kind: "counted" });
    expect(await store.takeCode(attempt(phoneHash, "second"))).toMatchObject({
      code: { name: "Chan Tai Man" },
    });
  });

  test("a code is taken once, with its stored data", async () => {
    const phoneHash = unique("phone");
    const code = { expiresAt: T + 300, name: "陳大文", user: { ...plain(user(phoneHash)), version: 7 } };
    await store.keepCode(request({ phoneHash, code }));
    expect(await store.takeCode(attempt(phoneHash))).toEqual({ kind: "counted", code });
    expect(await store.takeCode(attempt(phoneHash))).toEqual({ kind: "counted" });
  });

  test("a wrong code keeps the right one, and a newer code replaces it", async () => {
    const phoneHash = unique("phone");
    await store.keepCode(request({ phoneHash, codeHash: "older" }));
    await store.keepCode(request({ phoneHash, codeHash: "newer" }));
    expect(await store.takeCode(attempt(phoneHash, "older"))).toEqual({ kind: "counted" });
    expect(await store.takeCode(attempt(phoneHash, "newer"))).toHaveProperty("code");
  });

  test("of twenty concurrent callers with the same code, one gets it", async () => {
    const phoneHash = unique("phone");
    await store.keepCode(request({ phoneHash }));
    const all = await Promise.all(Array.from({ length: 20 }, () => store.takeCode(attempt(phoneHash))));
    expect(all.filter((outcome) => outcome.kind === "counted" && outcome.code !== undefined)).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === "counted")).toHaveLength(3);
    expect(all.filter(({ kind }) => kind === "full")).toHaveLength(17);
  });

  test("of twenty concurrent guesses three are counted", async () => {
    const phoneHash = unique("phone");
    await store.keepCode(request({ phoneHash }));
    const codes = Array.from({ length: 20 }, (_, i) => `guess-${String(i)}`);
    const all = await Promise.all(codes.map((code) => store.takeCode(attempt(phoneHash, code))));
    expect(all.filter(({ kind }) => kind === "counted")).toHaveLength(3);
  });

  test("attempts are limited per sliding hour, and a new code does not reset them", async () => {
    const phoneHash = unique("phone");
    await store.keepCode(request({ phoneHash }));
    for (const offset of [0, 10, 20]) await store.takeCode(attempt(phoneHash, "wrong", T + offset));
    expect(await store.takeCode(attempt(phoneHash, "right-code", T + 30))).toMatchObject({
      kind: "full",
      item: { t0: T },
    });
    await store.keepCode(request({ phoneHash, now: T + 40, codeHash: "fresh" }));
    expect(await store.takeCode(attempt(phoneHash, "fresh", T + 3599))).toMatchObject({ kind: "full" });
    expect(await store.takeCode(attempt(phoneHash, "fresh", T + 3600))).toHaveProperty("code");
    expect(await store.takeCode(attempt(phoneHash, "fresh", T + 3601))).toMatchObject({
      item: { t0: T + 10 },
    });
  });

  test("a number without a code is unknown after any number of attempts", async () => {
    const phoneHash = unique("phone");
    for (let i = 0; i < 5; i++) expect(await store.takeCode(attempt(phoneHash))).toEqual({ kind: "unknown" });
  });

  test("concurrent sign-ups of a number create one user", async () => {
    const phoneHash = unique("phone");
    const candidates = Array.from({ length: 8 }, () => user(phoneHash));
    const results = await Promise.all(
      candidates.map((candidate) =>
        store.signUp(candidate, session(candidate.userId), undefined, tries(phoneHash)),
      ),
    );
    const winner = candidates.filter((_, i) => results[i]?.done === true);
    expect(winner).toHaveLength(1);
    for (const result of results) {
      if (!result.done) expect(result.owner).toBe(winner[0]!.userId);
    }
    expect(await store.findUser(phoneHash)).toEqual(plain(winner[0]!));
    const loser = candidates.find((_, i) => results[i]?.done === false)!;
    expect(await store.getUser(loser.userId)).toBeUndefined();
  });

  test("a sign-in requires the version that was read, and returns the current user otherwise", async () => {
    const phoneHash = unique("phone");
    const current = user(phoneHash, { version: 2, status: "approved", email: "a@example.org" });
    await store.signUp(current, session(current.userId), undefined, tries(phoneHash));
    const seen = { ...plain(current), version: 1 };
    expect(await store.signIn(seen, session(seen.userId), tries(phoneHash))).toEqual({
      done: false,
      user: plain(current),
    });
    expect(await store.signIn(plain(current), session(seen.userId), tries(phoneHash))).toEqual({
      done: true,
    });
    expect(await store.signIn({ ...seen, userId: unique("usr") }, session("x"), tries(phoneHash))).toEqual({
      done: false,
    });
  });

  test.each(["signIn", "signUp"] as const)("%s resets the attempts", async (way) => {
    const phoneHash = unique("phone");
    const who = user(phoneHash);
    if (way === "signIn") await store.signUp(who, session(who.userId), undefined, tries(phoneHash));
    await store.keepCode(request({ phoneHash }));
    for (let i = 0; i < 3; i++) await store.takeCode(attempt(phoneHash, "wrong"));
    if (way === "signIn") await store.signIn(who, session(who.userId), tries(phoneHash));
    else await store.signUp(who, session(who.userId), undefined, tries(phoneHash));
    expect(await store.takeCode(attempt(phoneHash))).toHaveProperty("code");
  });
});

describe("items in DynamoDB", () => {
  test("a first sign-in writes user, number, session and approval, or nothing", async () => {
    const store = verifyStore(client, tables);
    const phoneHash = unique("phone");
    const who = user(phoneHash);
    const opened = session(who.userId);
    const approval = {
      userId: who.userId,
      name: who.fullName,
      phoneMasked: "+85***00",
      status: "pending",
      requestedAt: who.createdAt,
    } as const;
    await store.signUp(who, opened, approval, tries(phoneHash));
    expect(await stage.get("users", who.userId)).toEqual(who);
    expect(await stage.get("users", `phone#${phoneHash}`)).toEqual({
      userId: `phone#${phoneHash}`,
      owner: who.userId,
    });
    expect(await stage.get("sessions", opened.sessionId)).toEqual(opened);
    expect(await stage.get("approvals", who.userId)).toEqual(approval);

    const late = user(phoneHash);
    const lateSession = session(late.userId);
    await store.signUp(late, lateSession, { ...approval, userId: late.userId }, tries(phoneHash));
    expect(await stage.get("users", late.userId)).toBeUndefined();
    expect(await stage.get("sessions", lateSession.sessionId)).toBeUndefined();
    expect(await stage.get("approvals", late.userId)).toBeUndefined();
  });

  test("a used code leaves no name, and has a TTL", async () => {
    const phoneHash = unique("phone");
    await registerStore(client, tables).keepCode(request({ phoneHash }));
    await verifyStore(client, tables).takeCode(attempt(phoneHash));
    expect(await stage.get("codes", phoneHash)).toEqual({
      phoneHash,
      live: {},
      s0: 0,
      s1: 0,
      s2: T,
      t0: 0,
      t1: 0,
      t2: T,
      expiresAt: T + 3600,
    });
  });

  test("an expired item that is written again has a TTL", async () => {
    const phoneHash = unique("phone");
    const who = user(phoneHash);
    await verifyStore(client, tables).signUp(who, session(who.userId), undefined, tries(phoneHash));
    expect(await stage.get("codes", phoneHash)).toEqual({ phoneHash, expiresAt: T + 3600 });
    expect(await verifyStore(client, tables).takeCode(attempt(phoneHash))).toEqual({ kind: "unknown" });
  });

  test("a code that is not in the map is not an error", async () => {
    const phoneHash = unique("phone");
    await client.send(
      new UpdateItemCommand({
        TableName: tables.codes,
        Key: toAttributes({ phoneHash }),
        UpdateExpression: "SET live = :none",
        ExpressionAttributeValues: toAttributes({ ":none": {} }),
      }),
    );
    expect(await verifyStore(client, tables).takeCode(attempt(phoneHash))).toEqual({ kind: "counted" });
  });
});

function plain({ phoneHash: _hash, phone: _phone, ...rest }: UserRecord) {
  return rest;
}
