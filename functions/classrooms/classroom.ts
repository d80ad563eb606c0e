import type * as z from "zod/mini";

import { defined } from "../shared/defined";
import type { Item } from "../shared/dynamo";
import type { classroom } from "./routes";

/** A class of a school year. Classrooms are never changed or deleted. */
export type Classroom = z.infer<typeof classroom>;

/** Converts an item to a classroom, without other attributes. */
export function toClassroom(item: Item): Classroom {
  const { classroomId, year, grade, section, displayName, teacherName, createdAt } =
    item as unknown as Classroom;
  return defined({ classroomId, year, grade, section, displayName, teacherName, createdAt });
}

/** Membership of a user in a classroom, as stored. */
export interface Membership {
  userId: string;
  classroomId: string;
  /** ISO 8601 UTC. */
  addedAt: string;
  role: "student" | "teacher";
}

/** Part of a list. */
export interface Slice<T> {
  entries: T[];
  /** Whether there are more entries. */
  more: boolean;
}

/** Cuts `limit + 1` entries that were read to `limit`. */
export function sliceOf<T>(entries: readonly T[], limit: number): Slice<T> {
  return { entries: entries.slice(0, limit), more: entries.length > limit };
}
