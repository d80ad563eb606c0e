import { routes } from "../../../functions/routes";
import { newId } from "../../../functions/shared/ids";
import { me } from "../../../ops/people";
import type { Stage } from "../../testing/stage";
import {
  addClassrooms,
  classroomIds,
  cursorOf,
  fullClassroom,
  memberOf,
  type Cases,
  type Sent,
} from "./case";

/** Requests of classrooms and their members, and of integrations. */
export const classrooms = {
  listClassrooms: [
    ["the first page", "Query", async ({ people }) => ({ status: 200, as: await people.admin() })],
    [
      "the next page of a year",
      "Query",
      async (stage) => {
        await addClassrooms(stage, classroomIds(3, 1951));
        const as = await stage.people.admin();
        const query = { year: "1951", limit: "1" };
        const cursor = cursorOf(await stage.api.call(routes.listClassrooms, { query, as }));
        return { status: 200, query: { ...query, cursor }, as };
      },
    ],
  ],
  createClassroom: [
    ["a new one", "TransactWriteItems", (stage) => creating(stage, 201, "A")],
    [
      "an existing one",
      "TransactWriteItems",
      async (stage) => {
        const { status, ...request } = await creating(stage, 409, "B");
        await stage.api.call(routes.createClassroom, request);
        return { status, ...request };
      },
    ],
  ],
  listMembers: [
    [
      "a classroom with more members than are read together",
      "BatchGetItem Query",
      async (stage) => {
        const as = await fullClassroom(stage, "1952-P4A", 60);
        return { status: 200, params: { classroomId: "1952-P4A" }, query: { limit: "49" }, as };
      },
    ],
    [
      "its next page",
      "BatchGetItem Query",
      async (stage) => {
        const request = { params: { classroomId: "1952-P4A" }, as: await memberOf(stage, ["1952-P4A"]) };
        const query = { limit: "49" };
        const cursor = cursorOf(await stage.api.call(routes.listMembers, { ...request, query }));
        return { status: 200, ...request, query: { ...query, cursor } };
      },
    ],
    [
      "a classroom of others",
      "BatchGetItem Query",
      async (stage) => ({ status: 403, params: { classroomId: "1952-P4A" }, as: await stage.member() }),
    ],
    [
      "an unknown classroom",
      "BatchGetItem Query",
      async ({ people }) => ({
        status: 404,
        params: { classroomId: "1952-P4Z" },
        as: await people.admin(),
      }),
    ],
  ],
  userClassrooms: [
    [
      "the largest page",
      "BatchGetItem Query",
      async (stage) => {
        const as = await memberOf(stage, classroomIds(99));
        return { status: 200, params: me, query: { limit: "100" }, as };
      },
    ],
    [
      "the next page",
      "BatchGetItem Query",
      async (stage) => {
        const request = { params: me, as: await memberOf(stage, classroomIds(2)) };
        const query = { limit: "1" };
        const cursor = cursorOf(await stage.api.call(routes.userClassrooms, { ...request, query }));
        return { status: 200, ...request, query: { ...query, cursor } };
      },
    ],
  ],
  addUserClassrooms: [
    [
      "twenty, some of them joined before",
      "BatchGetItem TransactWriteItems",
      async (stage) => {
        const ids = classroomIds(20, 1953);
        await addClassrooms(stage, ids);
        const as = await memberOf(stage, ids.slice(0, 3));
        return { status: 201, params: me, as, body: { classroomIds: ids } };
      },
    ],
    [
      "an unknown one",
      "BatchGetItem",
      async (stage) => ({
        ...{ status: 400, params: me, as: await stage.member() },
        body: { classroomIds: ["1953-P99"] },
      }),
    ],
    [
      "of an unknown user",
      "BatchGetItem TransactWriteItems",
      async ({ people }) => ({
        ...{ status: 404, params: { userId: newId("usr") }, as: await people.admin() },
        body: { classroomIds: classroomIds(1, 1953) },
      }),
    ],
  ],
  removeUserClassroom: [
    [
      "one's own",
      "TransactWriteItems",
      async (stage) => ({
        ...{ status: 204, params: { ...me, classroomId: "1953-P01" } },
        as: await memberOf(stage, ["1953-P01"]),
      }),
    ],
    [
      "one that was not joined",
      "TransactWriteItems",
      async (stage) => ({
        ...{ status: 204, params: { ...me, classroomId: "1953-P01" } },
        as: await stage.member(),
      }),
    ],
  ],

  stats: [["the counts", "BatchGetItem", async (stage) => ({ status: 200, apiKey: await stage.apiKey() })]],
} satisfies Partial<Cases>;

async function creating(
  { people }: Stage,
  status: number,
  section: string,
): Promise<Sent<typeof routes.createClassroom>> {
  return { status, as: await people.admin(), body: { year: 1954, grade: "P4", section } };
}
