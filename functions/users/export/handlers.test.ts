/** The handlers as Lambda calls them, on an emulator that enforces IAM, with no more than their grants. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { newId } from "../../shared/ids";
import { newPhotoKey, PHOTO_FOLDERS } from "../../shared/photos";
import { captureOutput } from "../../testing/output";
import { defaultPreferences } from "../preferences/preferences";
import { exportPhotos, exportUser } from "../routes";
import { grants } from "../../testing/grants";
import { Handlers } from "../../testing/handlers";
import { TestStage } from "../../testing/stage";
import { request } from "../testing/request";
import { HEADS, putPhoto, traces } from "../testing/storage";

const stage = new TestStage("departure");
const handlers = new Handlers(stage, captureOutput(), [
  "users/export-user",
  "users/export-photos",
  "users/delete-user",
]);
const call = handlers.call.bind(handlers);

const classroom = (userId: string, classroomId: string) =>
  stage.put("memberships", { userId, classroomId, role: "student", addedAt: "2027-01-16T08:00:00.000Z" });

describe("an export", () => {
  test("has all data, in pages", async () => {
    const user = await stage.addUser({ email: "a@example.org" });
    const other = await stage.addUser();
    await stage.put("preferences", { userId: user.userId, showEmail: true, version: 3 });
    await stage.put("approvals", {
      ...{ userId: user.userId, name: "Chan", status: "rejected", requestedAt: user.createdAt },
      ...{ decidedAt: "2027-01-16T08:00:00.000Z", decidedBy: other.userId, reason: "Not of our year" },
    });
    const subjects = [newId("usr"), newId("usr"), newId("usr")] as const;
    const given = { name: "Wong", requestedAt: user.createdAt, decidedAt: "2027-01-17T08:00:00.000Z" };
    await stage.put("approvals", {
      ...{ ...given, userId: subjects[0], status: "approved", decidedBy: user.userId },
    });
    await stage.put("approvals", {
      ...{ ...given, userId: subjects[1], status: "pending", voters: new Set([user.userId, other.userId]) },
    });
    await stage.put("approvals", {
      ...{ ...given, userId: subjects[2], status: "pending", voters: new Set([other.userId]) },
    });
    await classroom(user.userId, "1985-P4B");
    await classroom(other.userId, "1985-P4B");
    const session = { createdAt: user.createdAt, expiresAt: 1_802_592_000, refreshHash: "secret-hash" };
    for (let i = 0; i < 101; i++) {
      await stage.put("sessions", { ...session, sessionId: newId("ses"), userId: user.userId });
    }
    await stage.put("sessions", { ...session, sessionId: newId("ses"), userId: other.userId });

    const page = async (cursor?: string) => {
      const query = cursor === undefined ? {} : { query: { cursor } };
      const answer = await call("users/export-user", request(user, "me", query));
      expect(answer.statusCode).toBe(200);
      expect(exportUser.responses[200].schema.parse(answer.json)).toEqual(answer.json);
      expect(answer.body).not.toContain("secret-hash");
      return answer.json;
    };
    const first = await page();
    expect([...handlers.calls].sort()).toEqual(["BatchGetItem", "Query"]);
    expect(first).toMatchObject({
      profile: { userId: user.userId, phoneNumber: user.phoneNumber, email: "a@example.org" },
      preferences: { showEmail: true },
      approval: {
        ...{ status: "rejected", requestedAt: user.createdAt, decidedAt: "2027-01-16T08:00:00.000Z" },
        reason: "Not of our year",
      },
      classrooms: [{ classroomId: "1985-P4B", role: "student" }],
    });
    expect(JSON.stringify(first)).not.toContain(other.userId);
    const pages: Record<string, unknown>[] = [];
    for (let cursor = first["nextCursor"]; cursor !== undefined; cursor = pages.at(-1)?.["nextCursor"]) {
      pages.push(await page(cursor as string));
    }
    const list = (name: string) => pages.flatMap((part) => (part[name] ?? []) as Record<string, unknown>[]);
    expect(list("sessions")).toHaveLength(101);
    expect(list("sessions")[0]).toEqual({
      ...{ createdAt: user.createdAt, expiresAt: "2027-02-14T08:00:00.000Z" },
    });
    expect(list("decisions")).toEqual([
      { userId: subjects[0], status: "approved", decidedAt: "2027-01-17T08:00:00.000Z" },
    ]);
    expect(list("votes")).toEqual([{ userId: subjects[1] }]);

    const query = { cursor: first["nextCursor"] as string };
    expect((await call("users/export-user", request(other, "me", { query }))).statusCode).toBe(400);
    expect((await call("users/export-user", request(other, user.userId))).statusCode).toBe(403);
  });

  test("of photos has links to all of them", async () => {
    const [user, other] = [await stage.addUser(), await stage.addUser()];
    const keys = PHOTO_FOLDERS.map((folder) => newPhotoKey(folder, user.userId, "image/png"));
    for (const key of [...keys, newPhotoKey("archive", other.userId, "image/png")]) {
      await putPhoto(stage, key, "image/png");
    }
    const { json } = await call("users/export-photos", request(user, "me"));
    expect(exportPhotos.responses[200].schema.parse(json)).toEqual(json);
    const photos = json["photos"] as { photoKey: string; size: number; url: string }[];
    expect(photos.map(({ photoKey }) => photoKey)).toEqual(keys);
    for (const { url, size } of photos) {
      const file = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(file).toEqual(HEADS["image/png"]);
      expect(size).toBe(file.length);
    }
    expect(json).not.toHaveProperty("nextCursor");
    expect((await call("users/export-photos", request(other, user.userId))).statusCode).toBe(403);
    const admin = { ...other, role: "admin" };
    expect((await call("users/export-photos", request(admin, "stats#all"))).statusCode).toBe(404);
  });

  test("of a new user has defaults only", async () => {
    const { json } = await call("users/export-user", request(await stage.addUser(), "me"));
    expect(json).toMatchObject({ preferences: defaultPreferences, classrooms: [] });
    expect(json).not.toHaveProperty("approval");
  });
});

describe("deleting", () => {
  test("deletes the user at once and queues two erasures", async () => {
    const user = await stage.addUser();
    await stage.setCounters({ users: 7, approved: 5 });
    await stage.put("preferences", { userId: user.userId, version: 1 });
    const answer = await call("users/delete-user", request(user, "me"));
    expect(answer.statusCode).toBe(202);
    expect(handlers.calls).toEqual(["GetItem", "TransactWriteItems"]);
    expect(await traces(stage, user.userId)).toEqual([]);
    expect(await stage.counters()).toEqual({ users: 6, approved: 4 });
    expect((await call("users/export-user", request(user, "me"))).statusCode).toBe(404);
    expect((await call("users/delete-user", request(user, "me"))).statusCode).toBe(404);
  });

  test("keeps the rate limits of the number, without the codes", async () => {
    const user = await stage.addUser({ status: "pending" });
    const { phoneHash } = user;
    const counters = { s0: 1, s1: 2, s2: 3, expiresAt: 1_802_592_000 };
    await stage.put("codes", { phoneHash, ...counters, live: { code: { name: "Chan" } } });
    await stage.setCounters({ users: 7, approved: 5 });
    await call("users/delete-user", request({ ...user, status: "pending" }, "me"));
    expect(await stage.get("codes", phoneHash)).toEqual({ phoneHash, ...counters });
    expect(await stage.counters()).toEqual({ users: 6, approved: 5 });
  });

  test("is allowed for the user and admins, and affects users only", async () => {
    const [user, other] = [await stage.addUser(), await stage.addUser()];
    expect((await call("users/delete-user", request(other, user.userId))).statusCode).toBe(403);
    const admin = { ...other, role: "admin" };
    for (const id of ["stats#all", `phone#${user.phoneHash}`, newId("usr")]) {
      expect((await call("users/delete-user", request(admin, id))).statusCode).toBe(404);
    }
    expect((await call("users/delete-user", request(admin, user.userId))).statusCode).toBe(202);
  });
});

test("an invalid erasure fails alone", async () => {
  const erase = await stage.container<(event: SQSEvent, context: undefined) => Promise<SQSBatchResponse>>(
    "users/erase",
    grants["users/erase"],
  );
  const record = (messageId: string, body: string) => ({ messageId, body }) as SQSEvent["Records"][number];
  const user = await stage.addUser();
  const Records = [
    record("m1", "{"),
    record("m2", JSON.stringify({ userId: "usr_" })),
    record("m3", JSON.stringify({ userId: user.userId })),
    record("m4", JSON.stringify({ userId: newId("usr") })),
  ];
  const { batchItemFailures } = await erase({ Records }, undefined);
  expect(batchItemFailures).toEqual([{ itemIdentifier: "m1" }, { itemIdentifier: "m2" }]);
  expect(await traces(stage, user.userId)).toEqual([]);
});
