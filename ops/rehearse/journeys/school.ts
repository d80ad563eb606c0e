import { routes } from "../../../functions/routes";
import { must } from "./client";
import { me, type Journey } from "./journey";
import type { World } from "./world";

/** Counts that integrations see. */
export interface Stats {
  users: number;
  approved: number;
  classrooms: number;
  /** Members of classrooms by the year of these. */
  byYear: Record<string, number>;
}

/** What integrations count. */
export async function stats({ api, place }: World): Promise<Stats> {
  return (await api.ok(routes.stats, { headers: { "x-api-key": place.apiKey } })) as unknown as Stats;
}

let year = 1950;

/** Has the admin add a classroom, of a year that no other of this run has. */
export async function addClassroom(world: World): Promise<{ classroomId: string; year: number }> {
  const own = ++year;
  const { accessToken: token } = await world.admin();
  const body = { year: own, grade: "P4", section: "B", teacherName: "Ms Wong" };
  const { classroomId } = await world.api.ok(routes.createClassroom, { token, body });
  return { classroomId: String(classroomId), year: own };
}

/** Classrooms, and what others may count. */
export const schoolJourneys: readonly Journey[] = [
  {
    name: "classrooms are added by an admin, joined, listed and left by members",
    async run(world) {
      const { api } = world;
      const { classroomId, year: own } = await addClassroom(world);
      const member = await world.member("Classmate");
      const { accessToken: token } = member;
      const another = { year: own, grade: "P5", section: "A", teacherName: "Mr Lee" };
      await api.refused(403, routes.createClassroom, { token, body: another });
      const { count } = await api.ok(routes.listClassrooms, { token, query: { year: String(own) } });
      must(count === 1, `a year with one classroom lists ${String(count)}`);
      const unknown = { classroomIds: [classroomId, `${String(own)}-P4Z`] };
      await api.refused(400, routes.addUserClassrooms, { params: me, token, body: unknown });
      await api.ok(routes.addUserClassrooms, { params: me, token, body: { classroomIds: [classroomId] } });
      const list = async () => {
        const { members } = await api.ok(routes.listMembers, { params: { classroomId }, token });
        return (members as { userId: string }[]).map(({ userId }) => userId);
      };
      must((await list()).join() === member.userId, "a classroom does not list who joined it");
      await api.ok(routes.removeUserClassroom, { params: { ...me, classroomId }, token });
      const { count: left } = await api.ok(routes.userClassrooms, { params: me, token });
      must(left === 0, "who left a classroom is still in it");
    },
  },
  {
    name: "integrations count with their key, and not without",
    async run(world) {
      const before = await stats(world);
      await world.member("Counted");
      const after = await stats(world);
      must(after.users === before.users + 1, "a new user is not counted");
      must(after.approved === before.approved + 1, "an approved user is not counted");
      await world.api.refused(403, routes.stats);
      await world.api.refused(403, routes.stats, { headers: { "x-api-key": "a".repeat(40) } });
    },
  },
];
