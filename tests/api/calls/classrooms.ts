import { newId } from "../../../functions/shared/ids";
import type { Person, Rig } from "../least-privilege/rig";
import { addClassrooms, classroomIds, fullClassroom, memberOf, next, type Case, type Sent } from "./things";

/** Requests of classrooms and their members, and of integrations. */
export const classrooms = {
  listClassrooms: [
    ["the first page", "Query", async (rig) => ({ status: 200, path: "/classrooms", as: await rig.chief() })],
    [
      "the next page of a year",
      "Query",
      async (rig) => {
        await addClassrooms(rig, classroomIds(3, 1951));
        return next(rig, "/classrooms?year=1951&limit=1", await rig.chief());
      },
    ],
  ],
  createClassroom: [
    ["a new one", "TransactWriteItems", async (rig) => creating(rig, 201, "A")],
    [
      "one that is there",
      "TransactWriteItems",
      async (rig) => {
        const sent = await creating(rig, 409, "B");
        await rig.http(201, "POST", sent.path, sent);
        return sent;
      },
    ],
  ],
  listMembers: [
    [
      "of a classroom of more than are read together",
      "BatchGetItem Query",
      async (rig) => {
        const as = await fullClassroom(rig, "1952-P4A", 60);
        return { status: 200, path: "/classrooms/1952-P4A/members?limit=49", as };
      },
    ],
    [
      "the next page of them",
      "BatchGetItem Query",
      async (rig) => next(rig, "/classrooms/1952-P4A/members?limit=49", await memberOf(rig, ["1952-P4A"])),
    ],
    [
      "of a classroom of others",
      "BatchGetItem Query",
      async (rig) => ({ status: 403, path: "/classrooms/1952-P4A/members", as: await rig.member() }),
    ],
    [
      "of no classroom",
      "BatchGetItem Query",
      async (rig) => ({ status: 404, path: "/classrooms/1952-P4Z/members", as: await rig.chief() }),
    ],
  ],
  userClassrooms: [
    [
      "the largest page",
      "BatchGetItem Query",
      async (rig) => ({
        ...{ status: 200, path: "/users/me/classrooms?limit=100" },
        as: await memberOf(rig, classroomIds(99)),
      }),
    ],
    [
      "the next page",
      "BatchGetItem Query",
      async (rig) => next(rig, "/users/me/classrooms?limit=1", await memberOf(rig, classroomIds(2))),
    ],
  ],
  addUserClassrooms: [
    [
      "twenty, of which some are joined",
      "BatchGetItem TransactWriteItems",
      async (rig) => {
        const ids = classroomIds(20, 1953);
        await addClassrooms(rig, ids);
        return adding(await memberOf(rig, ids.slice(0, 3)), 201, ids);
      },
    ],
    ["one that is not there", "BatchGetItem", async (rig) => adding(await rig.member(), 400, ["1953-P99"])],
    [
      "of a user who is not there",
      "BatchGetItem TransactWriteItems",
      async (rig) => ({
        ...adding(await rig.chief(), 404, classroomIds(1, 1953)),
        path: `/users/${newId("usr")}/classrooms`,
      }),
    ],
  ],
  removeUserClassroom: [
    [
      "one's own",
      "TransactWriteItems",
      async (rig) => ({
        ...{ status: 204, path: "/users/me/classrooms/1953-P01", as: await memberOf(rig, ["1953-P01"]) },
      }),
    ],
    [
      "one that was not joined",
      "TransactWriteItems",
      async (rig) => ({ status: 204, path: "/users/me/classrooms/1953-P01", as: await rig.member() }),
    ],
  ],

  stats: [
    [
      "at all",
      "GetItem",
      async (rig) => ({
        ...{ status: 200, path: "/integrations/stats", headers: { "x-api-key": await rig.apiKey() } },
      }),
    ],
  ],
} satisfies Record<string, readonly Case[]>;

async function creating(rig: Rig, status: number, section: string): Promise<Sent> {
  return { status, path: "/classrooms", as: await rig.chief(), body: { year: 1954, grade: "P4", section } };
}

function adding(as: Person, status: number, ids: readonly string[]): Sent {
  return { status, path: "/users/me/classrooms", as, body: { classroomIds: ids } };
}
