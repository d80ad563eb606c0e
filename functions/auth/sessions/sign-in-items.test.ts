/** What the stores of sign-in write to DynamoDB. */
import { TransactionCanceledException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { keepFingerprint } from "../../shared/phone-fingerprint";
import { PhoneSecretChanged } from "../../shared/phone-keys";
import { TestStage } from "../../testing/stage";
import { codeStore } from "../codes/code-store";
import { count, sourceKey } from "../codes/limits";
import { attempt, FINGERPRINT, SENDS, session, T, TRIES, unique, use, user } from "../testing/sign-in-items";
import { verifyStore } from "./verify-store";

const stage = new TestStage("items");
const { tables } = stage;
let client: DynamoDBClient;

beforeAll(() => {
  client = stage.dynamoDb;
});

const keep = (phoneHash: string) =>
  codeStore(client, tables).keepCode({
    ...{ phoneHash, codeHash: "right-code", now: T },
    code: { expiresAt: T + 300, name: "Chan Tai Man" },
  });

test("a first sign-in writes user, number, session and approval, or nothing", async () => {
  const store = verifyStore(client, tables);
  const phoneHash = unique("phone");
  await keep(phoneHash);
  const who = user(phoneHash);
  const opened = session(who.userId);
  const approval = {
    userId: who.userId,
    name: who.fullName,
    phoneMasked: "+85***00",
    status: "pending",
    requestedAt: who.createdAt,
  } as const;
  await store.signUp(who, opened, approval, use(phoneHash), FINGERPRINT);
  expect(await stage.get("users", who.userId)).toEqual(who);
  expect(await stage.get("users", `phone#${phoneHash}`)).toEqual({
    userId: `phone#${phoneHash}`,
    owner: who.userId,
  });
  expect(await stage.get("sessions", opened.sessionId)).toEqual(opened);
  expect(await stage.get("approvals", who.userId)).toEqual(approval);

  await keep(phoneHash);
  const late = user(phoneHash);
  const lateSession = session(late.userId);
  await store.signUp(late, lateSession, { ...approval, userId: late.userId }, use(phoneHash), FINGERPRINT);
  expect(await stage.get("users", late.userId)).toBeUndefined();
  expect(await stage.get("sessions", lateSession.sessionId)).toBeUndefined();
  expect(await stage.get("approvals", late.userId)).toBeUndefined();
});

test("a used code leaves no name, and all items have a TTL", async () => {
  const { phoneHash, sourceHash } = attempt();
  const { codes } = tables;
  await count(client, codes, SENDS, { phoneHash, sourceHash, now: T + 60 });
  await count(client, codes, TRIES, { phoneHash, sourceHash, now: T + 70 });
  await keep(phoneHash);
  await verifyStore(client, tables).useCode(use(phoneHash, { sourceHash, now: T + 80 }));
  const sends = { s0: 0, s1: 0, s2: 0, s3: 0, s4: 0, s5: T + 60 };
  expect(await stage.get("codes", phoneHash)).toEqual({
    phoneHash,
    live: {},
    ...sends,
    expiresAt: T + 3600,
  });
  const pair = `${phoneHash}#${sourceHash}`;
  expect(await stage.get("codes", pair)).toEqual({
    ...{ phoneHash: pair, s0: 0, s1: 0, s2: T + 60, expiresAt: T + 70 + 3600 },
  });
  const source = sourceKey({ phoneHash, sourceHash, now: T });
  expect(await stage.get("codes", source)).toEqual({
    ...{ phoneHash: source, sends: 1, tries: 1, expiresAt: T + 3600 },
  });
});

test("limits that expired before a sign-in are written again with a TTL", async () => {
  const { phoneHash, sourceHash } = attempt();
  await keep(phoneHash);
  await verifyStore(client, tables).useCode(use(phoneHash, { sourceHash }));
  const pair = `${phoneHash}#${sourceHash}`;
  expect(await stage.get("codes", pair)).toEqual({ phoneHash: pair, expiresAt: T + 3600 });
});

test("users with numbers of another phone secret are not created", async () => {
  const [stores, codes] = [verifyStore(client, tables), codeStore(client, tables)];
  const signUp = async (fingerprint: string) => {
    const who = user(unique("phone"));
    await keep(who.phoneHash);
    await stores.signUp(who, session(who.userId), undefined, use(who.phoneHash), fingerprint);
    return who;
  };
  const first = await signUp(FINGERPRINT);
  expect(await codes.phoneFingerprint()).toBe(FINGERPRINT);
  await expect(signUp("other")).rejects.toThrow(PhoneSecretChanged);
  expect(await codes.phoneFingerprint()).toBe(FINGERPRINT);
  const { users } = await stage.counters();
  await signUp(FINGERPRINT);
  expect(await stage.counters()).toMatchObject({ users: Number(users) + 1 });
  expect(await stage.get("users", first.userId)).toEqual(first);
});

test("of two phone secrets of the first users at the same moment, one is kept", async () => {
  await stage.setCounters({});
  const secrets = ["one", "other"];
  const results = await Promise.allSettled(
    secrets.map((secret) => keepFingerprint(client, tables.users, secret)),
  );
  const kept = await codeStore(client, tables).phoneFingerprint();
  for (const [i, secret] of secrets.entries()) {
    const expected = secret === kept ? { status: "fulfilled" } : { reason: expect.any(PhoneSecretChanged) };
    expect(results[i]).toMatchObject(expected);
  }
});

test("requests that conflict in every attempt are refused for a second", async () => {
  const cancelled = new TransactionCanceledException({
    ...{ $metadata: {}, message: "cancelled" },
    CancellationReasons: [{ Code: "None" }, { Code: "None" }, { Code: "TransactionConflict" }],
  });
  const send = jest.fn().mockRejectedValue(cancelled);
  const busy = { send } as unknown as DynamoDBClient;
  expect(await count(busy, "codes", SENDS, attempt())).toEqual({ full: true, wait: 1 });
  expect(send.mock.calls.length).toBeGreaterThan(1);
});
