import type { routes } from "../../../functions/routes";
import { newId } from "../../../functions/shared/ids";
import type { Route } from "../../../functions/shared/route";
import type { Request } from "../../../functions/shared/api-client";
import type { Person } from "../../../ops/people";
import type { Stage } from "../../testing/stage";

/** A request, and the status that it must get. */
export type Sent<R extends Route = Route> = Request<R> & { status: number };

/** A request of a route, with the calls of DynamoDB that its function makes, in alphabetical order. */
export type Case<R extends Route> = readonly [
  what: string,
  calls: string,
  prepare: (stage: Stage) => Promise<Sent<R>>,
];

/** Cases of each route. */
export type Cases = { readonly [Name in keyof typeof routes]: readonly Case<(typeof routes)[Name]>[] };

/** The calls of a function that makes none. */
export const NONE = "";

const at = "2027-01-15T08:00:00.000Z";

/** Ids of classrooms of one year. */
export const classroomIds = (count: number, year = 1950): string[] =>
  Array.from({ length: count }, (_, i) => `${String(year)}-P${String(i + 1).padStart(2, "0")}`);

export async function addClassrooms(stage: Stage, ids: readonly string[]): Promise<void> {
  for (const classroomId of ids) {
    const rest = { kind: "classroom", year: Number(classroomId.slice(0, 4)), grade: "P", section: "A" };
    await stage.put("classrooms", { classroomId, ...rest, displayName: classroomId, createdAt: at });
  }
}

async function join(stage: Stage, userId: string, ids: readonly string[]): Promise<void> {
  for (const classroomId of ids) {
    await stage.put("user-classrooms", { userId, classroomId, addedAt: at, role: "student" });
  }
}

/** A member who is in these classrooms. */
export async function memberOf(stage: Stage, ids: readonly string[]): Promise<Person> {
  const person = await stage.member();
  await join(stage, person.userId, ids);
  return person;
}

/** A new classroom with this many approved members beside the one who is returned. */
export async function fullClassroom(stage: Stage, classroomId: string, size: number): Promise<Person> {
  await addClassrooms(stage, [classroomId]);
  for (let i = 0; i < size; i++) {
    const userId = newId("usr");
    const user = { userId, fullName: `Member ${String(i)}`, status: "approved", role: "user" };
    await stage.put("users", { ...user, createdAt: at, version: 1, phone: "-", phoneHash: userId });
    await join(stage, userId, [classroomId]);
  }
  return memberOf(stage, [classroomId]);
}

/** The cursor of a page's answer. @throws Error when it is the last page. */
export function cursorOf({ nextCursor }: { nextCursor?: string | undefined }): string {
  if (nextCursor === undefined) throw new Error("there is no next page");
  return nextCursor;
}
