/**
 * A write is applied, its answer is lost, and the SDK sends it again: each conditional write recognises its own effect.
 * Transactions carry a token that the SDK keeps for all attempts.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";

import { approvalStore } from "./auth/approvals/store";
import { codeStore } from "./auth/codes/code-store";
import { count, sourceKey } from "./auth/codes/limits";
import { sendLimits, tryLimits } from "./auth/codes/rules";
import { refreshStore } from "./auth/sessions/refresh-store";
import { verifyStore } from "./auth/sessions/verify-store";
import { createStore } from "./classrooms/catalogue/store";
import { addStore, removeStore } from "./classrooms/memberships/store";
import { deliverStore } from "./notifications/delivery/store";
import { newId } from "./shared/ids";
import { LossyEndpoint } from "./testing/lossy-endpoint";
import { keepFingerprint, storedFingerprint } from "./shared/phone-fingerprint";
import { TestStage } from "./testing/stage";
import { deletionStore } from "./users/erasure/deletion-store";
import { photoStore } from "./users/photos/store";
import { uploadStore } from "./users/photos/upload-store";
import { preferencesStore } from "./users/preferences/store";

const T = 1_800_000_000;
const at = "2027-01-15T08:00:00.000Z";
const stage = new TestStage("lost");
const endpoint = new LossyEndpoint(() => stage.config.endpoint);
const { tables } = stage;
let client: DynamoDBClient;
beforeAll(() => {
  client = new DynamoDBClient({ ...stage.config, endpoint: endpoint.url });
});

/** Runs a write whose first answer is lost. @param before operations that come before it. */
async function losing<T>(
  operation: string,
  write: () => Promise<T>,
  before: readonly string[] = [],
): Promise<T> {
  endpoint.loseNext(operation);
  const result = await write();
  expect(endpoint.arrived).toEqual([...before, operation, operation]);
  return result;
}

/** A user who waits for approval. */
async function applicant(): Promise<string> {
  const { userId } = await stage.addUser({ status: "pending" });
  await stage.put("approvals", { userId, status: "pending", requestedAt: at });
  return userId;
}

/** The use of a code that was sent to a number. */
async function sentCode(phoneHash: string) {
  const code = { expiresAt: T + 300, name: "Chan Tai Man" };
  await codeStore(client, tables).keepCode({ phoneHash, codeHash: "right", code, now: T });
  return { phoneHash, sourceHash: "home", now: T, codeHash: "right", limits: tryLimits(60) };
}
const session = (userId: string) => ({
  ...{ sessionId: newId("ses"), userId, refreshHash: "old", createdAt: at, expiresAt: T + 3600 },
});

test("a sign-in and the first sign-in are done", async () => {
  await keepFingerprint(client, tables.users, "fingerprint");
  const store = verifyStore(client, tables);
  const user = await stage.addUser();
  const known = await sentCode(user.phoneHash);
  const signIn = () => store.signIn(user, session(user.userId), known);
  expect(await losing("TransactWriteItems", signIn)).toEqual({ done: true });
  expect(await signIn()).toEqual({ done: false, kind: "used" });

  const { phoneNumber: _, ...record } = { ...user, userId: newId("usr"), phoneHash: "another" };
  const first = await sentCode("another");
  const signUp = () => store.signUp(record, session(record.userId), undefined, first, "fingerprint");
  expect(await losing("TransactWriteItems", signUp, ["GetItem"])).toEqual({ done: true });
});

test("the fingerprint of the phone secret is stored", async () => {
  await stage.setCounters({});
  await losing("UpdateItem", () => keepFingerprint(client, tables.users, "fingerprint"), ["GetItem"]);
  expect(await storedFingerprint(client, tables.users)).toBe("fingerprint");
});

test("a request for a code, and a wrong code, are counted once", async () => {
  const attempt = { phoneHash: "counted", sourceHash: "home", now: T };
  for (const limits of [sendLimits(60), tryLimits(60)]) {
    const counting = () => count(client, tables.codes, limits, attempt);
    expect(await losing("TransactWriteItems", counting)).toEqual({ full: false });
  }
  expect(await stage.get("codes", "counted#home")).toMatchObject({ s1: 0, s2: T, t1: 0, t2: T });
  expect(await stage.get("codes", sourceKey(attempt))).toMatchObject({ sends: 1, tries: 1 });
});

test("a refresh token is rotated", async () => {
  const user = await stage.addUser();
  const own = session(user.userId);
  await stage.put("sessions", own);
  const rotation = {
    sessionId: own.sessionId,
    presentedHash: "old",
    nextHash: "new",
    salt: "own",
    graceUntil: T + 30,
    now: T,
    expiresAt: T + 9,
  };
  const rotate = () => refreshStore(client, tables).rotate(rotation);
  expect(await losing("UpdateItem", rotate)).toEqual({ kind: "repeated", userId: user.userId, salt: "own" });
});

describe("approvals", () => {
  test("a vote is counted, but a second vote is not", async () => {
    const userId = await applicant();
    const vote = () => approvalStore(client, tables).vote(userId, "usr_voter");
    expect(await losing("UpdateItem", vote)).toMatchObject({
      counted: true,
      state: { voters: ["usr_voter"] },
    });
    expect(await vote()).toMatchObject({ counted: false });
  });

  test.each(["approved", "rejected"] as const)("a decision is written: %s", async (status) => {
    const decision = { userId: await applicant(), status, by: "usr_admin", at };
    const decide = () => approvalStore(client, tables).decide(decision);
    expect(await losing("TransactWriteItems", decide)).toBeUndefined();
  });
});

test("a photo is replaced", async () => {
  const { userId } = await stage.addUser({ photoKey: "profiles/first" });
  const s3 = new S3Client(stage.config);
  const store = photoStore({ s3, dynamoDb: client }, { bucket: stage.bucket, users: tables.users });
  const replace = () => store.setPhoto(userId, "profiles/second", "profiles/first");
  expect(await losing("UpdateItem", replace)).toEqual({ done: true });
  const newcomer = (await stage.addUser()).userId;
  const set = () => store.setPhoto(newcomer, "profiles/only", undefined);
  expect(await losing("UpdateItem", set)).toEqual({ done: true });
});

test("an upload form is counted once, also the last one of the hour", async () => {
  const { userId } = await stage.addUser();
  const { count } = uploadStore(client, tables.users);
  for (let i = 0; i < 9; i++) expect(await count(userId, T)).toBeUndefined();
  expect(await losing("UpdateItem", () => count(userId, T))).toBeUndefined();
  expect(await count(userId, T)).toMatchObject({ user: { userId } });
});

test("the right to send a message is claimed, by one consumer", async () => {
  const store = deliverStore(client, tables);
  const claim = { id: "approved#usr_1", now: T, leaseUntil: T + 90, keepUntil: T + 3600 };
  expect(await losing("PutItem", () => store.claim(claim))).toBe("mine");
  expect(await store.claim(claim)).toBe("busy");
  await store.settle(claim, "sent");
  expect(await store.claim(claim)).toBe("sent");
});

test("preferences are written", async () => {
  const { userId } = await stage.addUser();
  const write = () => preferencesStore(client, tables).write(userId, {}, { smsOptIn: false });
  expect(await losing("TransactWriteItems", write)).toEqual({ done: true });
});

test("classrooms and memberships are added and removed, and counted once", async () => {
  const { userId } = await stage.addUser();
  const grade = { year: 1985, grade: "P4", section: "B", displayName: "P4B", createdAt: at };
  const create = () => createStore(client, tables).create({ classroomId: "1985-P4B", ...grade });
  expect(await losing("TransactWriteItems", create)).toBe(true);
  const add = () => addStore(client, tables).add(userId, ["1985-P4B"], at);
  expect(await losing("TransactWriteItems", add)).toEqual({ added: true });
  expect(await stage.counters()).toMatchObject({ classrooms: 1, "year#1985": 1 });
  await losing("TransactWriteItems", () => removeStore(client, tables).remove(userId, "1985-P4B"));
  expect(await stage.counters()).toMatchObject({ "year#1985": 0 });
});

test("a user is deleted", async () => {
  const user = await stage.addUser();
  const remove = () => deletionStore(client, tables).delete(user);
  expect(await losing("TransactWriteItems", remove)).toEqual({ done: true });
});
