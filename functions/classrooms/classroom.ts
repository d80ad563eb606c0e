import { defined } from "../shared/defined";
import type { Item } from "../shared/dynamo";

/** A class of one school year. Nothing changes or removes one. */
export interface Classroom {
  /** e.g. `1985-P4B`. */
  classroomId: string;
  year: number;
  grade: string;
  section: string;
  /** e.g. `P4B`. */
  displayName: string;
  teacherName?: string;
  /** ISO 8601 UTC. */
  createdAt: string;
}

/** A classroom of a table's item: what else the item holds is left out. */
export function toClassroom(item: Item): Classroom {
  const { classroomId, year, grade, section, displayName, teacherName, createdAt } =
    item as unknown as Classroom;
  return defined({ classroomId, year, grade, section, displayName, teacherName, createdAt });
}

/** That somebody was in a classroom, as the table holds it. */
export interface Membership {
  userId: string;
  classroomId: string;
  /** ISO 8601 UTC. */
  addedAt: string;
  role: "student" | "teacher";
}

/** A part of a list. */
export interface Slice<T> {
  entries: T[];
  /** Whether the list goes on after it. */
  more: boolean;
}

/** Cuts to `limit` what was read with one entry more than that. */
export function sliceOf<T>(entries: readonly T[], limit: number): Slice<T> {
  return { entries: entries.slice(0, limit), more: entries.length > limit };
}

/** Attribute of the platform's counts that counts memberships of classrooms of this year. */
export function yearCounter(classroomId: string): string {
  return `year#${classroomId.slice(0, 4)}`;
}
