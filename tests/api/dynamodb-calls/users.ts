import { routes } from "../../../functions/routes";
import { newId } from "../../../functions/shared/ids";
import { newPhotoKey } from "../../../functions/shared/photos";
import { me } from "../../../ops/people";
import type { Stage } from "../../testing/stage";
import { classroomIds, cursorOf, memberOf, NONE, type Cases } from "./case";

/** Most classrooms that one request looks at when it is about another user. */
const MANY = 98;

/** The request of a page of an export. @param number of the page, from 0. */
async function exportPage(stage: Stage, number: number) {
  const request = { params: me, as: await stage.applicant() };
  let query: { cursor?: string } = {};
  for (let page = 0; page < number; page++) {
    query = { cursor: cursorOf(await stage.api.call(routes.exportUser, { ...request, query })) };
  }
  return { status: 200, ...request, query };
}

/** Requests of users about themselves, and about each other. */
export const users = {
  getProfile: [
    ["one's own", "GetItem", async (stage) => ({ status: 200, params: me, as: await stage.member() })],
    [
      "of another, by a member of very many classrooms",
      "BatchGetItem Query",
      async (stage) => {
        const as = await memberOf(stage, classroomIds(MANY + 2));
        const { userId } = await stage.member();
        return { status: 200, params: { userId }, as };
      },
    ],
    [
      "of an unknown user",
      "BatchGetItem Query",
      async (stage) => ({
        ...{ status: 404, params: { userId: newId("usr") } },
        as: await memberOf(stage, classroomIds(1)),
      }),
    ],
  ],
  updateProfile: [
    [
      "of a pending user, with a new name",
      "UpdateItem UpdateItem",
      async (stage) => ({
        ...{ status: 200, params: me, as: await stage.applicant() },
        body: { name: "Chan Siu Man", bio: "Back", email: "a@example.org" },
      }),
    ],
    [
      "of a member, with a new name",
      "UpdateItem",
      async (stage) => ({
        ...{ status: 200, params: me, as: await stage.member() },
        body: { name: "Chan Siu Man" },
      }),
    ],
  ],
  requestPhotoUpload: [
    [
      "a form",
      "UpdateItem",
      async (stage) => ({
        ...{ status: 200, params: me, as: await stage.applicant() },
        body: { contentType: "image/png", fileSize: 5 },
      }),
    ],
  ],
  completePhotoUpload: [
    [
      "after another photo",
      "GetItem UpdateItem",
      async (stage) => {
        const as = await stage.applicant();
        const key = () => newPhotoKey("uploads", as.userId, "image/png");
        const keys = [key(), key()] as const;
        for (const one of keys) await stage.putPhoto(one);
        await stage.api.call(routes.completePhotoUpload, { params: me, as, body: { photoKey: keys[0] } });
        return { status: 200, params: me, as, body: { photoKey: keys[1] } };
      },
    ],
  ],
  exportUser: [
    [
      "the first page",
      "BatchGetItem Query",
      async (stage) => ({ status: 200, params: me, as: await memberOf(stage, classroomIds(MANY)) }),
    ],
    ["the page of decisions", "Query", (stage) => exportPage(stage, 1)],
    [
      "the page of votes",
      "BatchGetItem Query",
      async (stage) => {
        await stage.applicant();
        return exportPage(stage, 2);
      },
    ],
    ["the page of sessions", "Query", (stage) => exportPage(stage, 3)],
  ],
  exportPhotos: [
    ["one's own", NONE, async (stage) => ({ status: 200, params: me, as: await stage.applicant() })],
  ],
  deleteUser: [
    [
      "a pending user",
      "GetItem TransactWriteItems",
      async (stage) => ({ status: 202, params: me, as: await stage.applicant() }),
    ],
    [
      "a member with classrooms",
      "GetItem TransactWriteItems",
      async (stage) => ({ status: 202, params: me, as: await memberOf(stage, classroomIds(3)) }),
    ],
  ],
  getPreferences: [
    [
      "one's own",
      "BatchGetItem",
      async (stage) => ({ status: 200, params: me, as: await stage.applicant() }),
    ],
  ],
  updatePreferences: [
    [
      "the first time",
      "BatchGetItem TransactWriteItems",
      async (stage) => ({
        ...{ status: 200, params: me, as: await stage.applicant() },
        body: { showPhone: true },
      }),
    ],
    [
      "the second time",
      "BatchGetItem TransactWriteItems",
      async (stage) => {
        const request = { params: me, as: await stage.applicant(), body: { showPhone: true } };
        await stage.api.call(routes.updatePreferences, request);
        return { status: 200, ...request };
      },
    ],
  ],
} satisfies Partial<Cases>;
