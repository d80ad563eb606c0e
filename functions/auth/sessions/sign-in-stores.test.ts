import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { UserRecord } from "../../shared/user";
import { TestStage } from "../../testing/stage";
import { MemoryStore } from "../testing/memory-sign-in";
import { codeStore, type CodeStore } from "../codes/code-store";
import { count, type Attempt, type Counted } from "../codes/limits";
import { sendLimits, tryLimits, type Limits } from "../codes/rules";
import { attempt, FINGERPRINT, SENDS, session, T, TRIES, unique, use, user } from "../testing/sign-in-items";
import { statsStore } from "../../integrations/stats-store";
import { verifyStore, type VerifyStore } from "./verify-store";

const stage = new TestStage("stores");
const { tables } = stage;
let client: DynamoDBClient;

beforeAll(() => {
  client = stage.dynamoDb;
});

type Stores = CodeStore & VerifyStore & { count: (limits: Limits, attempt: Attempt) => Promise<Counted> };
const kinds: [string, () => Stores][] = [
  [
    "DynamoDB",
    () => ({
      ...{ ...codeStore(client, tables), ...verifyStore(client, tables) },
      count: (limits, given) => count(client, tables.codes, limits, given),
    }),
  ],
  ["memory", () => new MemoryStore()],
];

const counted = { full: false };

describe.each(kinds)("stores on %s", (_kind, make) => {
  let store: Stores;
  beforeAll(() => {
    store = make();
  });

  /** Counted users. */
  const counters = async () => {
    if (store instanceof MemoryStore) return store.stats;
    const { users = 0, approved = 0 } = await statsStore(client, tables).counters();
    return { users, approved };
  };

  /** A number to which a code was sent. */
  async function coded(codeHash = "right-code", phoneHash = unique("phone")): Promise<string> {
    await store.keepCode({ phoneHash, codeHash, code: { expiresAt: T + 300, name: "Chan Tai Man" }, now: T });
    return phoneHash;
  }

  test("a number gets three codes per sliding hour from one source", async () => {
    const { phoneHash, sourceHash } = attempt();
    const send = (now: number) => store.count(SENDS, { phoneHash, sourceHash, now });
    for (const offset of [0, 100, 200]) expect(await send(T + offset)).toEqual(counted);
    expect(await send(T + 3599)).toEqual({ full: true, wait: 1 });
    // Exactly an hour after the first; the second is still in the window.
    expect(await send(T + 3600)).toEqual(counted);
    expect(await send(T + 3601)).toEqual({ full: true, wait: 99 });
  });

  test("a number gets six codes per sliding hour from all sources", async () => {
    const { phoneHash } = attempt();
    const send = (now: number) => store.count(SENDS, attempt({ phoneHash, now }));
    for (const offset of [0, 1, 2, 3, 4, 5]) expect(await send(T + offset)).toEqual(counted);
    expect(await send(T + 10)).toEqual({ full: true, wait: 3590 });
    expect(await send(T + 3600)).toEqual(counted);
    expect(await send(T + 3600)).toEqual({ full: true, wait: 1 });
  });

  test("a source has its sends per clock hour, whatever the numbers, and three times as many tries", async () => {
    const { sourceHash } = attempt();
    const limits = { send: sendLimits(5), wrong: tryLimits(5) };
    const go = (what: keyof typeof limits, now: number) =>
      store.count(limits[what], attempt({ sourceHash, now }));
    for (let i = 0; i < 5; i++) expect(await go("send", T + i)).toEqual(counted);
    expect(await go("send", T + 600)).toEqual({ full: true, wait: 3000 });
    for (let i = 0; i < 15; i++) expect(await go("wrong", T + 600)).toEqual(counted);
    expect(await go("wrong", T + 3599)).toEqual({ full: true, wait: 1 });
    expect(await go("send", T + 3600)).toEqual(counted);
    expect(await go("wrong", T + 3600)).toEqual(counted);
  });

  test("a request rejected by one limit does not count for the others", async () => {
    const { phoneHash, sourceHash } = attempt();
    const limits = sendLimits(4);
    for (let i = 0; i < 3; i++) await store.count(limits, attempt({ phoneHash, sourceHash }));
    for (let i = 0; i < 5; i++)
      expect(await store.count(limits, { phoneHash, sourceHash, now: T })).toEqual({
        full: true,
        wait: 3600,
      });
    expect(await store.count(limits, attempt({ sourceHash }))).toEqual(counted);
    for (let i = 0; i < 5; i++)
      expect(await store.count(limits, attempt({ phoneHash, sourceHash }))).toMatchObject({ full: true });
    for (let i = 0; i < 3; i++) expect(await store.count(limits, attempt({ phoneHash }))).toEqual(counted);
  });

  test("of twenty concurrent tries of a number from one source three are counted", async () => {
    const { phoneHash, sourceHash } = attempt();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => store.countTry(TRIES, { phoneHash, sourceHash, now: T })),
    );
    expect(all.filter(({ full }) => !full)).toHaveLength(3);
  });

  test("a code is found by number and hash, with its stored data, until a newer one replaces it", async () => {
    const phoneHash = unique("phone");
    const code = { expiresAt: T + 300, name: "陳大文", user: { ...plain(user(phoneHash)), version: 7 } };
    await store.keepCode({ phoneHash, codeHash: "older", code, now: T });
    expect(await store.findCode(phoneHash, "older")).toEqual(code);
    expect(await store.findCode(phoneHash, "wrong")).toBeUndefined();
    expect(await store.findCode(unique("phone"), "older")).toBeUndefined();
    await coded("newer", phoneHash);
    expect(await store.findCode(phoneHash, "older")).toBeUndefined();
    expect(await store.findCode(phoneHash, "newer")).toEqual({ expiresAt: T + 300, name: "Chan Tai Man" });
  });

  test("of twenty concurrent callers with the same code, one uses it", async () => {
    const phoneHash = await coded();
    const all = await Promise.all(Array.from({ length: 20 }, () => store.useCode(use(phoneHash))));
    expect(all.filter(({ done }) => done)).toHaveLength(1);
    expect(await store.findCode(phoneHash, "right-code")).toBeUndefined();
  });

  test("a code that was never sent, or was used, signs nobody in", async () => {
    const phoneHash = await coded();
    const used = { done: false, kind: "used" };
    const who = user(phoneHash);
    const opened = session(who.userId);
    expect(
      await store.signUp(who, opened, undefined, use(phoneHash, { codeHash: "wrong" }), FINGERPRINT),
    ).toEqual(used);
    expect(await store.signUp(who, opened, undefined, use(unique("phone")), FINGERPRINT)).toEqual(used);
    expect(await store.signUp(who, opened, undefined, use(phoneHash), FINGERPRINT)).toEqual({ done: true });
    expect(await store.signIn(who, session(who.userId), use(phoneHash))).toEqual(used);
    expect(await store.useCode(use(phoneHash))).toEqual(used);
  });

  test("a synthetic user is not counted", async () => {
    const phoneHash = await coded();
    const who = user(phoneHash, { status: "approved", synthetic: true });
    const before = await counters();
    expect(await store.signUp(who, session(who.userId), undefined, use(phoneHash), FINGERPRINT)).toEqual({
      done: true,
    });
    expect(await counters()).toEqual(before);
    expect(await store.getUser(who.userId)).toMatchObject({ synthetic: true });
  });

  test("after three wrong codes from one source the right one is refused there, but not elsewhere", async () => {
    const phoneHash = await coded();
    const { sourceHash } = attempt();
    for (const offset of [0, 10, 20])
      expect(await store.countTry(TRIES, { phoneHash, sourceHash, now: T + offset })).toEqual(counted);
    const late = { sourceHash, now: T + 30 };
    const full = { done: false, kind: "full", wait: 3570 };
    expect(await store.useCode(use(phoneHash, late))).toEqual(full);
    // A newer code does not reset the limit.
    await coded("right-code", phoneHash);
    expect(await store.useCode(use(phoneHash, late))).toEqual(full);
    expect(await store.countTry(TRIES, { phoneHash, ...late })).toEqual({ full: true, wait: 3570 });
    expect(await store.useCode(use(phoneHash, { now: T + 30 }))).toEqual({ done: true });
  });

  test("after ten wrong codes the right one is refused from everywhere, for an hour", async () => {
    const phoneHash = await coded();
    for (let i = 0; i < 10; i++)
      expect(await store.countTry(TRIES, attempt({ phoneHash, now: T + i }))).toEqual(counted);
    const full = { full: true, wait: 3580 };
    expect(await store.countTry(TRIES, attempt({ phoneHash, now: T + 20 }))).toEqual(full);
    expect(await store.useCode(use(phoneHash, { now: T + 20 }))).toEqual({
      done: false,
      kind: "full",
      wait: 3580,
    });
    expect(await store.useCode(use(phoneHash, { now: T + 3600 }))).toEqual({ done: true });
  });

  test("a source that has used its tries up cannot use a right code", async () => {
    const { sourceHash } = attempt();
    const phoneHash = await coded();
    for (let i = 0; i < 15; i++) await store.countTry(TRIES, attempt({ sourceHash }));
    expect(await store.useCode(use(phoneHash, { sourceHash }))).toEqual({
      done: false,
      kind: "full",
      wait: 3600,
    });
    expect(await store.useCode(use(phoneHash))).toEqual({ done: true });
  });

  test("the stage sends a number of messages in a clock hour", async () => {
    const at = T + Number(unique("").slice(1)) * 3600;
    for (let i = 0; i < 3; i++) expect(await store.countMessage(at + i, 3)).toBe(true);
    expect(await store.countMessage(at + 3599, 3)).toBe(false);
    expect(await store.countMessage(at + 3600, 3)).toBe(true);
  });

  test("concurrent sign-ups of a number create one user", async () => {
    const phoneHash = await coded();
    const candidates = Array.from({ length: 8 }, () => user(phoneHash));
    const results = await Promise.all(
      candidates.map((candidate) =>
        store.signUp(candidate, session(candidate.userId), undefined, use(phoneHash), FINGERPRINT),
      ),
    );
    const winner = candidates.filter((_, i) => results[i]?.done === true);
    expect(winner).toHaveLength(1);
    for (const result of results) {
      if (!result.done) expect(result).toEqual({ done: false, kind: "taken", owner: winner[0]!.userId });
    }
    expect(await store.findUser(phoneHash)).toEqual(plain(winner[0]!));
    const loser = candidates.find((_, i) => results[i]?.done === false)!;
    expect(await store.getUser(loser.userId)).toBeUndefined();
  });

  test("a sign-in requires the version that was read, and returns the current user otherwise", async () => {
    const phoneHash = await coded();
    const current = user(phoneHash, { version: 2, status: "approved", email: "a@example.org" });
    await store.signUp(current, session(current.userId), undefined, use(phoneHash), FINGERPRINT);
    await coded("right-code", phoneHash);
    const seen = { ...plain(current), version: 1 };
    const changed = { done: false, kind: "changed" };
    expect(await store.signIn(seen, session(seen.userId), use(phoneHash))).toEqual({
      ...changed,
      user: plain(current),
    });
    const missing = { ...seen, userId: unique("usr") };
    expect(await store.signIn(missing, session("x"), use(phoneHash))).toEqual(changed);
    expect(await store.signIn(plain(current), session(seen.userId), use(phoneHash))).toEqual({ done: true });
  });

  test.each(["signIn", "signUp"] as const)("%s resets the wrong codes of its number", async (way) => {
    const phoneHash = await coded();
    const { sourceHash } = attempt();
    const who = user(phoneHash);
    if (way === "signIn") {
      await store.signUp(who, session(who.userId), undefined, use(phoneHash), FINGERPRINT);
      await coded("right-code", phoneHash);
    }
    for (let i = 0; i < 2; i++) await store.countTry(TRIES, { phoneHash, sourceHash, now: T });
    for (let i = 0; i < 7; i++) await store.countTry(TRIES, attempt({ phoneHash }));
    const from = use(phoneHash, { sourceHash });
    if (way === "signIn") await store.signIn(who, session(who.userId), from);
    else await store.signUp(who, session(who.userId), undefined, from, FINGERPRINT);
    for (let i = 0; i < 3; i++)
      expect(await store.countTry(TRIES, { phoneHash, sourceHash, now: T })).toEqual(counted);
    for (let i = 0; i < 7; i++) expect(await store.countTry(TRIES, attempt({ phoneHash }))).toEqual(counted);
    expect(await store.countTry(TRIES, attempt({ phoneHash }))).toEqual({ full: true, wait: 3600 });
  });
});

function plain({ phoneHash: _hash, phone: _phone, ...rest }: UserRecord) {
  return rest;
}

test("the code of a synthetic number is stored where smoke tests read it, with a new id each time", async () => {
  const phone = "+12025550123";
  const seen = new Set();
  for (const code of ["123456", "123456"]) {
    await codeStore(client, tables).showCode(phone, code, T);
    const item = await stage.get("codes", `synthetic#${phone}`);
    expect(item).toMatchObject({ code, expiresAt: T + 300 });
    seen.add(item?.["codeId"]);
  }
  expect(seen.size).toBe(2);
});
