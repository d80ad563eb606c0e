import { newId } from "../../../functions/shared/ids";
import { newPhotoKey } from "../../../functions/shared/photos";
import type { Person } from "../least-privilege/rig";
import { classroomIds, memberOf, next, NONE, profile, type Case, type Sent } from "./things";

/** Most classrooms that one request looks at when it asks about somebody else. */
const MANY = 98;

/** Requests of users about themselves, and about each other. */
export const users = {
  getProfile: [
    ["of oneself", "GetItem", async (rig) => ({ status: 200, path: "/users/me", as: await rig.member() })],
    [
      "of another, by somebody in very many classrooms",
      "BatchGetItem Query",
      async (rig) => {
        const [as, other] = [await memberOf(rig, classroomIds(MANY + 2)), await rig.member()];
        return { status: 200, path: `/users/${other.userId}`, as };
      },
    ],
    [
      "of nobody",
      "BatchGetItem Query",
      async (rig) => ({
        status: 404,
        path: `/users/${newId("usr")}`,
        as: await memberOf(rig, classroomIds(1)),
      }),
    ],
  ],
  updateProfile: [
    [
      "of somebody who waits, with a new name",
      "UpdateItem UpdateItem",
      async (rig) =>
        profile(await rig.applicant(), { name: "Chan Siu Man", bio: "Back", email: "a@example.org" }),
    ],
    [
      "of a member, with a new name",
      "UpdateItem",
      async (rig) => profile(await rig.member(), { name: "Chan Siu Man" }),
    ],
  ],
  requestPhotoUpload: [
    [
      "at all",
      NONE,
      async (rig) => ({
        ...{ status: 200, path: "/users/me/profile-photo", as: await rig.applicant() },
        body: { contentType: "image/png", fileSize: 5 },
      }),
    ],
  ],
  completePhotoUpload: [
    [
      "after another photo",
      "UpdateItem",
      async (rig) => {
        const as = await rig.applicant();
        const path = "/users/me/profile-photo-complete";
        const complete = async (): Promise<Sent> => {
          const photoKey = newPhotoKey(as.userId, "image/png");
          await rig.putPhoto(photoKey);
          return { status: 200, path, as, body: { photoKey } };
        };
        await rig.http(200, "PUT", path, await complete());
        return complete();
      },
    ],
  ],
  exportUser: [
    [
      "the first page",
      "BatchGetItem Query",
      async (rig) => ({ status: 200, path: "/users/me/export", as: await memberOf(rig, classroomIds(MANY)) }),
    ],
    ["the next page", "Query", async (rig) => next(rig, "/users/me/export", await rig.applicant())],
  ],
  deleteUser: [
    [
      "of somebody who waits",
      "GetItem TransactWriteItems",
      async (rig) => ({ status: 202, path: "/users/me", as: await rig.applicant() }),
    ],
    [
      "of a member with classrooms",
      "GetItem TransactWriteItems",
      async (rig) => ({ status: 202, path: "/users/me", as: await memberOf(rig, classroomIds(3)) }),
    ],
  ],
  getPreferences: [
    [
      "at all",
      "BatchGetItem",
      async (rig) => ({ status: 200, path: "/users/me/preferences", as: await rig.applicant() }),
    ],
  ],
  updatePreferences: [
    [
      "the first time",
      "BatchGetItem TransactWriteItems",
      async (rig) => preferences(await rig.applicant(), 200),
    ],
    [
      "the second time",
      "BatchGetItem TransactWriteItems",
      async (rig) => {
        const sent = preferences(await rig.applicant(), 200);
        await rig.http(200, "PUT", sent.path, sent);
        return sent;
      },
    ],
  ],
} satisfies Record<string, readonly Case[]>;

function preferences(as: Person, status: number): Sent {
  return { status, path: "/users/me/preferences", as, body: { showPhone: true } };
}
