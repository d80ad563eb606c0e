import { archiveKey, newPhotoKey } from "../../../functions/shared/photos";
import { phoneKey } from "../../../functions/shared/user";
import { neverQuiet, Refused, type Invoked, type Person, type Rig } from "./rig";

/** A flow that uses all that a function may do. @throws Refused, or Error that says what was not done. */
export type Flow = (rig: Rig) => Promise<void>;

const CLASSROOM = "1985-P4A";
const at = "2027-01-15T08:00:00.000Z";

/** From an hour ago until two hours from now. */
function quietNow(): object {
  const clock = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return { start: clock(-60), end: clock(120), timezone: "UTC" };
}

/** Somebody new who is in the classroom, with it. */
async function classmate(rig: Rig): Promise<Person> {
  const person = await rig.member();
  await rig.put("classrooms", {
    ...{ classroomId: CLASSROOM, kind: "classroom", year: 1985, grade: "P4", section: "A" },
    ...{ displayName: "P4A", createdAt: at },
  });
  await rig.put("user-classrooms", {
    ...{ userId: person.userId, classroomId: CLASSROOM },
    ...{ addedAt: at, role: "student" },
  });
  return person;
}

async function decided(rig: Rig, decision: "approve" | "reject"): Promise<void> {
  const { userId } = await rig.applicant();
  await rig.http(200, "POST", `/auth/${decision}/${userId}`, { as: await rig.chief(), body: {} });
}

/** What a function that is called with records did not do. @throws Error when that is not what was expected. */
function expectFailures({ payload, failed, log }: Invoked, expected: number): void {
  const { batchItemFailures } = payload as { batchItemFailures?: unknown[] };
  if (failed || batchItemFailures?.length !== expected) throw new Error(`not all was done: ${log}`);
}

/** By entry under `functions/`. */
export const flows: Readonly<Record<string, Flow>> = {
  "auth/register": async (rig) => {
    await rig.register(rig.number());
  },
  "auth/login": async (rig) => {
    const { phoneNumber } = await rig.applicant();
    await rig.http(200, "POST", "/auth/login", { body: { phoneNumber }, headers: rig.source() });
  },
  // The number gets a user after the code was sent.
  "auth/verify": async (rig) => {
    const { userId } = await rig.applicant();
    const phoneNumber = rig.number();
    const code = await rig.register(phoneNumber);
    await rig.put("users", { userId: phoneKey(await rig.phoneHash(phoneNumber)), owner: userId });
    await rig.http(200, "POST", "/auth/verify", { body: { phoneNumber, code } });
  },
  // The second time the token is used up, which ends the session.
  "auth/refresh": async (rig) => {
    const { refreshToken } = await rig.applicant();
    await rig.http(200, "POST", "/auth/refresh-token", { body: { refreshToken } });
    await rig.http(401, "POST", "/auth/refresh-token", { body: { refreshToken } });
  },
  "auth/logout": async (rig) => {
    await rig.http(200, "POST", "/auth/logout", { as: await rig.applicant(), body: {} });
  },
  "auth/authorizer": async (rig) => {
    await rig.http(200, "GET", "/users/me/preferences", { as: await rig.applicant() });
  },
  "auth/pending-approvals": async (rig) => {
    await rig.http(200, "GET", "/auth/pending-approvals", { as: await rig.chief() });
  },
  "auth/approve": (rig) => decided(rig, "approve"),
  "auth/reject": (rig) => decided(rig, "reject"),

  "users/get-profile": async (rig) => {
    const [as, other] = [await classmate(rig), await rig.member()];
    await rig.http(200, "GET", "/users/me", { as: await rig.chief() });
    await rig.http(200, "GET", `/users/${other.userId}`, { as });
  },
  "users/update-profile": async (rig) => {
    const as = await rig.applicant();
    await rig.http(200, "PUT", "/users/me/profile", { as, body: { name: "Chan Siu Man" } });
  },
  "users/request-photo-upload": async (rig) => {
    const body = { contentType: "image/png", fileSize: 5 };
    const answer = await rig.http(200, "POST", "/users/me/profile-photo", {
      as: await rig.applicant(),
      body,
    });
    const { uploadUrl, fields } = answer.body as { uploadUrl: string; fields: Record<string, string> };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["photo"]), "photo.png");
    const { status } = await fetch(uploadUrl, { method: "POST", body: form });
    if (status !== 204) throw new Refused("the upload", status);
  },
  "users/complete-photo-upload": async (rig) => {
    const as = await rig.applicant();
    const keys = [newPhotoKey(as.userId, "image/png"), newPhotoKey(as.userId, "image/png")] as const;
    for (const photoKey of keys) {
      await rig.putPhoto(photoKey);
      await rig.http(200, "PUT", "/users/me/profile-photo-complete", { as, body: { photoKey } });
    }
    const left = [
      ...(await rig.photos(`profiles/${as.userId}/`)),
      ...(await rig.photos(`archive/${as.userId}/`)),
    ];
    if (left.join() !== [keys[1], archiveKey(keys[0])].join())
      throw new Error("the photo before was not moved");
  },
  "users/get-preferences": async (rig) => {
    await rig.http(200, "GET", "/users/me/preferences", { as: await rig.chief() });
  },
  "users/update-preferences": async (rig) => {
    await rig.http(200, "PUT", "/users/me/preferences", { as: await rig.chief(), body: { showPhone: true } });
  },
  "users/export-user": async (rig) => {
    const as = await rig.chief();
    const { body } = await rig.http(200, "GET", "/users/me/export", { as });
    await rig.http(200, "GET", `/users/me/export?cursor=${String(body["nextCursor"])}`, { as });
  },
  "users/delete-user": async (rig) => {
    await rig.http(202, "DELETE", "/users/me", { as: await rig.applicant() });
  },
  "users/erase": async (rig) => {
    const { userId } = await classmate(rig);
    const key = newPhotoKey(userId, "image/png");
    for (const one of [key, archiveKey(key)]) await rig.putPhoto(one);
    expectFailures(
      await rig.invoke("users-erase", { Records: [{ messageId: "m", body: JSON.stringify({ userId }) }] }),
      0,
    );
  },

  "classrooms/list-classrooms": async (rig) => {
    await rig.http(200, "GET", "/classrooms", { as: await rig.chief() });
  },
  "classrooms/create-classroom": async (rig) => {
    const section = rig.number().slice(-3);
    const body = { year: 1970, grade: "P4", section };
    await rig.http(201, "POST", "/classrooms", { as: await rig.chief(), body });
  },
  "classrooms/list-members": async (rig) => {
    await rig.http(200, "GET", `/classrooms/${CLASSROOM}/members`, { as: await classmate(rig) });
  },
  "classrooms/user-classrooms": async (rig) => {
    await rig.http(200, "GET", "/users/me/classrooms", { as: await classmate(rig) });
  },
  "classrooms/add-user-classrooms": async (rig) => {
    await classmate(rig);
    const body = { classroomIds: [CLASSROOM] };
    await rig.http(201, "POST", "/users/me/classrooms", { as: await rig.member(), body });
  },
  "classrooms/remove-user-classroom": async (rig) => {
    await rig.http(204, "DELETE", `/users/me/classrooms/${CLASSROOM}`, { as: await classmate(rig) });
  },
  "integrations/stats": async (rig) => {
    await rig.http(200, "GET", "/integrations/stats", { headers: { "x-api-key": await rig.apiKey() } });
  },

  "notifications/announce": async (rig) => {
    const { userId } = await rig.applicant();
    const dynamodb = {
      ...{ Keys: { userId: { S: userId } }, SequenceNumber: "1" },
      OldImage: { status: { S: "pending" } },
      NewImage: { status: { S: "approved" }, decidedAt: { S: at } },
    };
    const Records = [{ eventName: "MODIFY", eventID: "e", dynamodb }];
    expectFailures(await rig.invoke("notifications-announce", { Records }), 0);
  },
  "notifications/digest": async (rig) => {
    await rig.applicant();
    await rig.member();
    const { failed, log } = await rig.invoke("notifications-digest", {
      id: "e",
      time: "2027-01-15T01:00:00Z",
    });
    if (failed) throw new Error(`the digest was not started: ${log}`);
  },
  "notifications/feedback": async (rig) => {
    const email = "chan@example.org";
    const { userId } = await rig.member({ email });
    const detail = {
      eventType: "Complaint",
      mail: { tags: { user: [userId] } },
      complaint: { complainedRecipients: [{ emailAddress: email }] },
    };
    const body = JSON.stringify({ source: "aws.ses", detail });
    expectFailures(await rig.invoke("notifications-feedback", { Records: [{ messageId: "m", body }] }), 0);
  },
  // One is told by SMS and e-mail, one not now, and one wants the digest.
  "notifications/deliver": async (rig) => {
    const email = "chan@example.org";
    const [told, quiet] = [await rig.member({ email, status: "rejected" }), await rig.member({ email })];
    const both = { enabledChannels: ["sms", "email"], quietHours: neverQuiet };
    await rig.put("user-preferences", { userId: told.userId, ...both });
    await rig.put("user-preferences", { userId: quiet.userId, quietHours: quietNow() });
    const Records = [
      { kind: "rejected", userId: told.userId, decidedAt: at },
      { kind: "approved", userId: quiet.userId, decidedAt: at },
      { kind: "digest-chunk", date: "2027-01-15", pending: 1, userIds: [quiet.userId] },
    ].map((message, i) => ({ messageId: `m${String(i)}`, body: JSON.stringify(message) }));
    const invoked = await rig.invoke("notifications-deliver", { Records });
    expectFailures(invoked, 0);
    if (!invoked.log.includes('"status":202')) throw new Error(`nothing was put off: ${invoked.log}`);
  },
};
