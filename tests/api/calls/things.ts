import { newId } from "../../../functions/shared/ids";
import type { Person, Rig } from "../least-privilege/rig";

/** A request, and how it must be answered. */
export interface Sent {
  status: number;
  path: string;
  as?: Person;
  body?: object;
  headers?: Record<string, string>;
}

/** A request on a route, with the calls that its function makes of DynamoDB, in any order. */
export type Case = readonly [what: string, calls: string, prepare: (rig: Rig) => Promise<Sent>];

/** What a function calls that makes no call of DynamoDB. */
export const NONE = "";

const at = "2027-01-15T08:00:00.000Z";

/** Ids of classrooms of one year. */
export const classroomIds = (count: number, year = 1950): string[] =>
  Array.from({ length: count }, (_, i) => `${String(year)}-P${String(i + 1).padStart(2, "0")}`);

export async function addClassrooms(rig: Rig, ids: readonly string[]): Promise<void> {
  for (const classroomId of ids) {
    const rest = { kind: "classroom", year: Number(classroomId.slice(0, 4)), grade: "P", section: "A" };
    await rig.put("classrooms", { classroomId, ...rest, displayName: classroomId, createdAt: at });
  }
}

async function join(rig: Rig, userId: string, ids: readonly string[]): Promise<void> {
  for (const classroomId of ids) {
    await rig.put("user-classrooms", { userId, classroomId, addedAt: at, role: "student" });
  }
}

/** A member who is in these classrooms. */
export async function memberOf(rig: Rig, ids: readonly string[]): Promise<Person> {
  const person = await rig.member();
  await join(rig, person.userId, ids);
  return person;
}

/** A classroom with so many approved members beside the one who is returned. */
export async function fullClassroom(rig: Rig, classroomId: string, size: number): Promise<Person> {
  await addClassrooms(rig, [classroomId]);
  for (let i = 0; i < size; i++) {
    const userId = newId("usr");
    const user = { userId, fullName: `Member ${String(i)}`, status: "approved", role: "user" };
    await rig.put("users", { ...user, createdAt: at, version: 1, phone: "-", phoneHash: userId });
    await join(rig, userId, [classroomId]);
  }
  return memberOf(rig, [classroomId]);
}

/** The next page of a list. */
export async function next(rig: Rig, path: string, as: Person): Promise<Sent> {
  const { body } = await rig.http(200, "GET", path, { as });
  const cursor = body["nextCursor"];
  if (typeof cursor !== "string") throw new Error("there is no next page");
  const and = path.includes("?") ? "&" : "?";
  return { status: 200, path: `${path}${and}cursor=${encodeURIComponent(cursor)}`, as };
}

/** The use of the code that is sent to a number. */
export async function verifying(rig: Rig, path: string, phoneNumber = rig.number()): Promise<Sent> {
  return { status: 200, path, body: { phoneNumber, code: await rig.register(phoneNumber) } };
}

/** A change of one's profile. */
export function profile(as: Person, body: object): Sent {
  return { status: 200, path: "/users/me/profile", as, body };
}
