/** A function works with all of its grants, and fails without any one of them. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import type { GatewayEvent } from "../shared/http";
import { newId } from "../shared/ids";
import { newPhotoKey, PHOTO_FOLDERS } from "../shared/photos";
import type { Result } from "../shared/route";
import { captureOutput } from "../testing/output";
import { grants, type Grant } from "../testing/grants";
import { TestStage } from "../testing/stage";
import type { exportPhotos, requestPhotoUpload } from "./routes";
import { request } from "./testing/request";
import { putPhoto } from "./testing/storage";

type Entry = Extract<keyof typeof grants, `users/${string}`>;
type Person = Awaited<ReturnType<TestStage["addUser"]>>;

const stage = new TestStage("grants");
const output = captureOutput();

const call =
  (entry: Entry, event: (user: Person) => GatewayEvent | Promise<GatewayEvent>) =>
  async (granted: readonly Grant[]): Promise<boolean> => {
    const event_ = await event(await stage.addUser({ status: "pending" }));
    const handler = await stage.container(entry, granted);
    const { statusCode } = await handler(event_, undefined);
    return statusCode < 300 && !output.text().includes("photoNotArchived");
  };

/** Runs each function so that it uses all of its grants. @returns whether it succeeded. */
const works: Record<Entry, (granted: readonly Grant[]) => Promise<boolean>> = {
  "users/get-profile": async (granted) => {
    const user = await stage.addUser();
    const viewer = await stage.addUser();
    for (const { userId } of [user, viewer]) {
      await stage.put("memberships", { userId, classroomId: "1985-P4B" });
    }
    const handler = await stage.container("users/get-profile", granted);
    const answers = [
      await handler(request(user, "me"), undefined),
      await handler(request(viewer, user.userId), undefined),
    ];
    return answers.every(({ statusCode }) => statusCode === 200);
  },
  "users/update-profile": call("users/update-profile", async (user) => {
    await stage.put("approvals", { userId: user.userId, name: "Chan", status: "pending" });
    return request(user, "me", { body: { name: "New" } });
  }),
  "users/complete-photo-upload": call("users/complete-photo-upload", async (user) => {
    const [before, next] = (["profiles", "uploads"] as const).map((folder) =>
      newPhotoKey(folder, user.userId, "image/png"),
    );
    for (const key of [before!, next!]) await putPhoto(stage, key, "image/png");
    await stage.put("users", { ...user, photoKey: before });
    return request(user, "me", { body: { photoKey: next } });
  }),
  // Sends the form, too.
  "users/request-photo-upload": async (granted) => {
    const user = await stage.addUser();
    const handler = await stage.container("users/request-photo-upload", granted);
    const body = { contentType: "image/png", fileSize: 5 };
    const answer = await handler(request(user, "me", { body }), undefined);
    if (answer.statusCode !== 200) return false;
    const { uploadUrl, fields } = JSON.parse(answer.body) as Result<typeof requestPhotoUpload>;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["photo"]), "photo.png");
    return (await fetch(uploadUrl, { method: "POST", body: form })).ok;
  },
  "users/get-preferences": call("users/get-preferences", (user) => request(user, "me")),
  "users/update-preferences": call("users/update-preferences", (user) =>
    request(user, "me", { body: { showPhone: true } }),
  ),
  "users/export-user": async (granted) => {
    const user = await stage.addUser();
    const handler = await stage.container("users/export-user", granted);
    let cursor: string | undefined;
    do {
      const event = request(user, "me", cursor === undefined ? {} : { query: { cursor } });
      const { statusCode, body } = await handler(event, undefined);
      if (statusCode !== 200) return false;
      cursor = (JSON.parse(body) as { nextCursor?: string }).nextCursor;
    } while (cursor !== undefined);
    return true;
  },
  // Follows the links, too.
  "users/export-photos": async (granted) => {
    const user = await stage.addUser();
    for (const folder of PHOTO_FOLDERS) await putPhoto(stage, newPhotoKey(folder, user.userId, "image/png"));
    const handler = await stage.container("users/export-photos", granted);
    const { statusCode, body } = await handler(request(user, "me"), undefined);
    if (statusCode !== 200) return false;
    const { photos } = JSON.parse(body) as Result<typeof exportPhotos>;
    const files = await Promise.all(photos.map(({ url = "" }) => fetch(url)));
    return files.length === 3 && files.every(({ ok }) => ok);
  },
  "users/delete-user": call("users/delete-user", (user) => request(user, "me")),
  "users/erase": async (granted) => {
    const { userId } = await stage.addUser();
    await stage.put("sessions", { sessionId: newId("ses"), userId });
    await stage.put("memberships", { userId, classroomId: "1985-P4B" });
    for (const folder of PHOTO_FOLDERS) {
      for (let i = 0; i < 2; i++) await putPhoto(stage, newPhotoKey(folder, userId, "image/png"));
    }
    const applicant = { name: "Wong", requestedAt: "2027-01-15T08:00:00.000Z" };
    await stage.put("approvals", {
      ...{ ...applicant, userId: newId("usr"), status: "pending", voters: new Set([userId]) },
    });
    await stage.put("approvals", {
      ...{ ...applicant, userId: newId("usr"), status: "approved", decidedBy: userId },
    });
    const handler = await stage.container<(event: SQSEvent, context: undefined) => Promise<SQSBatchResponse>>(
      "users/erase",
      granted,
    );
    const Records = [{ messageId: "m", body: JSON.stringify({ userId }) }] as SQSEvent["Records"];
    return (await handler({ Records }, undefined)).batchItemFailures.length === 0;
  },
};

describe.each(Object.entries(works))("%s", (name, run) => {
  const all: readonly Grant[] = grants[name as Entry];

  test("works with its grants", async () => {
    expect(await run(all)).toBe(true);
  });

  test.each(all.map((grant) => [grant]))("fails without %j", async (left) => {
    expect(await run(all.filter((grant) => grant !== left))).toBe(false);
  });
});
