import { routes } from "../../../functions/routes";
import type { Result } from "../../../functions/shared/api-client";
import { me } from "../../people";
import { must, type Journey } from "./journey";
import type { World } from "./world";

/** The counts that integrations read. */
export type Stats = Result<typeof routes.stats>;

/** Reads the counts as an integration. */
export function stats({ api, place: { apiKey } }: World): Promise<Stats> {
  return api.call(routes.stats, { apiKey });
}

let year = 1950;

/** Adds a classroom as the admin, of a year that no other classroom of this process has. */
export async function addClassroom({ api, people }: World): Promise<{ classroomId: string; year: number }> {
  const body = { year: ++year, grade: "P4", section: "B", teacherName: "Ms Wong" };
  const { classroomId } = await api.call(routes.createClassroom, { as: await people.admin(), body });
  return { classroomId, year: body.year };
}

/** Classrooms, and what integrations may count. */
export const schoolJourneys: readonly Journey[] = [
  {
    name: "an admin adds classrooms; members join, list and leave them",
    async run(world) {
      const { api, people } = world;
      const classroom = await addClassroom(world);
      const { classroomId } = classroom;
      const as = await people.member("Classmate");
      const own = { params: me, as };
      const another = { year: classroom.year, grade: "P5", section: "A", teacherName: "Mr Lee" };
      await api.refused(403, routes.createClassroom, { as, body: another });
      const query = { year: String(classroom.year) };
      const { count } = await api.call(routes.listClassrooms, { as, query });
      must(count === 1, `a year with one classroom lists ${String(count)}`);
      const unknown = { classroomIds: [classroomId, `${String(classroom.year)}-P4Z`] };
      await api.refused(400, routes.addUserClassrooms, { ...own, body: unknown });
      await api.call(routes.addUserClassrooms, { ...own, body: { classroomIds: [classroomId] } });
      const { members } = await api.call(routes.listMembers, { params: { classroomId }, as });
      must(
        members.map(({ userId }) => userId).join() === as.userId,
        "the classroom does not list its member",
      );
      await api.call(routes.removeUserClassroom, { params: { ...me, classroomId }, as });
      const { count: left } = await api.call(routes.userClassrooms, own);
      must(left === 0, "a member is still in a classroom after leaving it");
    },
  },
  {
    name: "integrations count with their API key only",
    async run(world) {
      const before = await stats(world);
      await world.people.member("Counted");
      const after = await stats(world);
      must(after.users === before.users + 1, "a new user is not counted");
      must(after.approved === before.approved + 1, "an approved user is not counted");
      await world.api.refused(403, routes.stats);
      await world.api.refused(403, routes.stats, { apiKey: "a".repeat(40) });
    },
  },
];
