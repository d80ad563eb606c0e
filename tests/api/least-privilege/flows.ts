import { routes } from "../../../functions/routes";
import { keyIn, newPhotoKey, PHOTO_FOLDERS, photoPrefixes } from "../../../functions/shared/photos";
import { newId } from "../../../functions/shared/ids";
import { phoneKey } from "../../../functions/shared/user";
import { UnexpectedAnswer } from "../../../functions/shared/api-client";
import { me, newNumber, type Person } from "../../../ops/people";
import { neverQuiet, type Invoked, type Stage } from "../../testing/stage";

/** A flow that uses every permission of a function. @throws UnexpectedAnswer, or Error that says what was not done. */
export type Flow = (stage: Stage) => Promise<void>;

const CLASSROOM = "1985-P4A";
/** Now, epoch s. */
const seconds = (): number => Math.floor(Date.now() / 1000);

const at = "2027-01-15T08:00:00.000Z";

/** From an hour ago until two hours from now. */
function quietNow(): object {
  const clock = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return { start: clock(-60), end: clock(120), timezone: "UTC" };
}

/** A new member of a classroom, and the classroom. */
async function classmate(stage: Stage): Promise<Person> {
  const person = await stage.member();
  await stage.put("classrooms", {
    ...{ classroomId: CLASSROOM, kind: "classroom", year: 1985, grade: "P4", section: "A" },
    ...{ displayName: "P4A", createdAt: at },
  });
  await stage.put("user-classrooms", {
    ...{ userId: person.userId, classroomId: CLASSROOM },
    ...{ addedAt: at, role: "student" },
  });
  return person;
}

/** Expects this many failures of a function that was invoked with records. @throws Error when there are more or fewer. */
function expectFailures({ payload, failed, log }: Invoked, expected: number): void {
  const { batchItemFailures } = payload as { batchItemFailures?: unknown[] };
  if (failed || batchItemFailures?.length !== expected) throw new Error(`not all was done: ${log}`);
}

/** By entry under `functions/`. */
export const flows: Readonly<Record<string, Flow>> = {
  "alerts/notify": async (stage) => {
    const Sns = {
      ...{ MessageId: newId("ses"), Message: "A message of unknown form" },
      TopicArn: "arn:aws:sns:us-east-1:000000000000:sjc1990app-alerts-warning-local",
    };
    const { failed, log } = await stage.invoke("alerts-notify", { Records: [{ Sns }] });
    if (failed) throw new Error(`the alert was not sent: ${log}`);
  },

  "auth/register": async ({ people }) => {
    await people.register(newNumber());
  },
  "auth/login": async (stage) => {
    const { phoneNumber } = await stage.applicant();
    await stage.api.call(routes.login, { body: { phoneNumber } });
  },
  "auth/send-code": async (stage) => {
    const body = await stage.codeMessage({ phone: newNumber(), name: "Chan", requestedAt: seconds() });
    expectFailures(await stage.invoke("auth-send-code", { Records: [{ messageId: "m", body }] }), 0);
  },
  // A wrong code is counted; then the number gets a user after the code was sent.
  "auth/verify": async (stage) => {
    const { userId } = await stage.applicant();
    const phoneNumber = newNumber();
    const code = await stage.people.register(phoneNumber);
    const wrong = code === "000000" ? "000001" : "000000";
    await stage.api.refused(401, routes.verify, { body: { phoneNumber, code: wrong } });
    await stage.put("users", { userId: phoneKey(await stage.phoneHash(phoneNumber)), owner: userId });
    await stage.api.call(routes.verify, { body: { phoneNumber, code } });
  },
  // The use of a token that was replaced twice ends the session.
  "auth/refresh": async (stage) => {
    const { refreshToken } = await stage.applicant();
    const next = await stage.api.call(routes.refresh, { body: { refreshToken } });
    await stage.api.call(routes.refresh, { body: { refreshToken: next.refreshToken } });
    await stage.api.refused(401, routes.refresh, { body: { refreshToken } });
  },
  "auth/logout": async (stage) => {
    await stage.api.call(routes.logout, { as: await stage.applicant() });
  },
  "auth/authorizer": async (stage) => {
    await stage.api.call(routes.getPreferences, { params: me, as: await stage.applicant() });
  },
  "auth/pending-approvals": async ({ api, people }) => {
    await api.call(routes.pendingApprovals, { as: await people.admin() });
  },
  "auth/approve": async (stage) => {
    const { userId } = await stage.applicant();
    const as = await stage.people.admin();
    await stage.api.call(routes.approve, { params: { userId }, as, body: {} });
  },
  "auth/reject": async (stage) => {
    const { userId } = await stage.applicant();
    const as = await stage.people.admin();
    await stage.api.call(routes.reject, { params: { userId }, as, body: {} });
  },

  "users/get-profile": async (stage) => {
    const [as, { userId }] = [await classmate(stage), await stage.member()];
    await stage.api.call(routes.getProfile, { params: me, as: await stage.people.admin() });
    await stage.api.call(routes.getProfile, { params: { userId }, as });
  },
  "users/update-profile": async (stage) => {
    const as = await stage.applicant();
    await stage.api.call(routes.updateProfile, { params: me, as, body: { name: "Chan Siu Man" } });
  },
  "users/request-photo-upload": async (stage) => {
    const { uploadUrl, fields } = await stage.api.call(routes.requestPhotoUpload, {
      params: me,
      as: await stage.applicant(),
      body: { contentType: "image/png", fileSize: 5 },
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["photo"]), "photo.png");
    const upload = await fetch(uploadUrl, { method: "POST", body: form });
    if (upload.status !== 204) throw new UnexpectedAnswer("the upload", upload.status, await upload.text());
  },
  "users/complete-photo-upload": async (stage) => {
    const as = await stage.applicant();
    const key = (): string => newPhotoKey("uploads", as.userId, "image/png");
    const keys = [key(), key()] as const;
    for (const photoKey of keys) {
      await stage.putPhoto(photoKey);
      await stage.api.call(routes.completePhotoUpload, { params: me, as, body: { photoKey } });
    }
    const left = await Promise.all(photoPrefixes(as.userId).map((prefix) => stage.photos(prefix)));
    const expected = [keyIn("archive", keys[0]), keyIn("profiles", keys[1])];
    if (left.flat().join() !== expected.join()) throw new Error("the photos were not moved");
  },
  "users/get-preferences": async ({ api, people }) => {
    await api.call(routes.getPreferences, { params: me, as: await people.admin() });
  },
  "users/update-preferences": async ({ api, people }) => {
    const as = await people.admin();
    await api.call(routes.updatePreferences, { params: me, as, body: { showPhone: true } });
  },
  "users/export-user": async (stage) => {
    const as = await stage.applicant();
    let query: { cursor?: string } = {};
    for (;;) {
      const { nextCursor } = await stage.api.call(routes.exportUser, { params: me, query, as });
      if (nextCursor === undefined) return;
      query = { cursor: nextCursor };
    }
  },
  "users/export-photos": async (stage) => {
    const as = await stage.applicant();
    for (const folder of PHOTO_FOLDERS) {
      await stage.putPhoto(newPhotoKey(folder, as.userId, "image/png"));
    }
    const { photos } = await stage.api.call(routes.exportPhotos, { params: me, as });
    for (const { url = "" } of photos) {
      const { status } = await fetch(url);
      if (status !== 200) throw new Error(`the link to a photo answered ${String(status)}`);
    }
  },
  "users/delete-user": async (stage) => {
    await stage.api.call(routes.deleteUser, { params: me, as: await stage.applicant() });
  },
  "users/erase": async (stage) => {
    const { userId } = await classmate(stage);
    for (const folder of PHOTO_FOLDERS) {
      for (let i = 0; i < 2; i++) await stage.putPhoto(newPhotoKey(folder, userId, "image/png"));
    }
    const applicant = { name: "Wong", requestedAt: at };
    await stage.put("pending-approvals", {
      ...{ ...applicant, userId: newId("usr"), status: "pending", voters: new Set([userId]) },
    });
    await stage.put("pending-approvals", {
      ...{ ...applicant, userId: newId("usr"), status: "approved", decidedBy: userId },
    });
    expectFailures(
      await stage.invoke("users-erase", { Records: [{ messageId: "m", body: JSON.stringify({ userId }) }] }),
      0,
    );
  },

  "classrooms/list-classrooms": async ({ api, people }) => {
    await api.call(routes.listClassrooms, { as: await people.admin() });
  },
  "classrooms/create-classroom": async ({ api, people }) => {
    const body = { year: 1970, grade: "P4", section: newNumber().slice(-3) };
    await api.call(routes.createClassroom, { as: await people.admin(), body });
  },
  "classrooms/list-members": async (stage) => {
    const params = { classroomId: CLASSROOM };
    await stage.api.call(routes.listMembers, { params, as: await classmate(stage) });
  },
  "classrooms/user-classrooms": async (stage) => {
    await stage.api.call(routes.userClassrooms, { params: me, as: await classmate(stage) });
  },
  "classrooms/add-user-classrooms": async (stage) => {
    await classmate(stage);
    const body = { classroomIds: [CLASSROOM] };
    await stage.api.call(routes.addUserClassrooms, { params: me, as: await stage.member(), body });
  },
  "classrooms/remove-user-classroom": async (stage) => {
    const params = { ...me, classroomId: CLASSROOM };
    await stage.api.call(routes.removeUserClassroom, { params, as: await classmate(stage) });
  },
  "integrations/stats": async (stage) => {
    await stage.api.call(routes.stats, { apiKey: await stage.apiKey() });
  },

  "notifications/announce": async (stage) => {
    const { userId } = await stage.applicant();
    const dynamodb = {
      ...{ Keys: { userId: { S: userId } }, SequenceNumber: "1" },
      OldImage: { status: { S: "pending" } },
      NewImage: { status: { S: "approved" }, decidedAt: { S: at } },
    };
    const Records = [{ eventName: "MODIFY", eventID: "e", dynamodb }];
    expectFailures(await stage.invoke("notifications-announce", { Records }), 0);
  },
  "notifications/digest": async (stage) => {
    await stage.applicant();
    await stage.member();
    const { failed, log } = await stage.invoke("notifications-digest", {
      id: "e",
      time: "2027-01-15T01:00:00Z",
    });
    if (failed) throw new Error(`the digest was not started: ${log}`);
  },
  "notifications/feedback": async (stage) => {
    const email = "chan@example.org";
    const { userId } = await stage.member({ email });
    const detail = {
      eventType: "Complaint",
      mail: { tags: { user: [userId] } },
      complaint: { complainedRecipients: [{ emailAddress: email }] },
    };
    const body = JSON.stringify({ source: "aws.ses", detail });
    expectFailures(await stage.invoke("notifications-feedback", { Records: [{ messageId: "m", body }] }), 0);
  },
  // One user gets an SMS and an e-mail, one has quiet hours, and one gets the digest.
  "notifications/deliver": async (stage) => {
    const email = "chan@example.org";
    const [told, quiet] = [await stage.member({ email, status: "rejected" }), await stage.member({ email })];
    const both = { enabledChannels: ["sms", "email"], quietHours: neverQuiet };
    await stage.put("user-preferences", { userId: told.userId, ...both });
    await stage.put("user-preferences", { userId: quiet.userId, quietHours: quietNow() });
    const Records = [
      { kind: "rejected", userId: told.userId, decidedAt: at },
      { kind: "approved", userId: quiet.userId, decidedAt: at },
      { kind: "digest-chunk", date: "2027-01-15", pending: 1, userIds: [quiet.userId] },
    ].map((message, i) => ({ messageId: `m${String(i)}`, body: JSON.stringify(message) }));
    const invoked = await stage.invoke("notifications-deliver", { Records });
    expectFailures(invoked, 0);
    if (!invoked.log.includes('"status":202')) throw new Error(`nothing was put off: ${invoked.log}`);
  },
};
