import { defined } from "../../shared/defined";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import { ApiError } from "../../shared/errors";
import type { CreateStore, ListStore } from "./store";
import type { Classroom } from "../classroom";
/** Part of a list as it is asked for. */
export interface PageQuery {
  limit?: string | undefined;
  cursor?: string | undefined;
}

/** A page of classrooms. */
export interface ClassroomPage {
  classrooms: Classroom[];
  /** Entries of this page. */
  count: number;
  /** There when there is more. */
  nextCursor?: string;
}

/** What a new classroom is made of. */
export interface NewClassroom {
  year: number;
  grade: string;
  section: string;
  teacherName?: string | undefined;
}

/**
 * Classrooms by year and name, of one year or all.
 * @throws ApiError BAD_REQUEST for a cursor that is not of this list.
 */
export async function listClassrooms(
  store: ListStore,
  { year, limit, cursor }: PageQuery & { year?: string | undefined },
): Promise<ClassroomPage> {
  const context = listContext(year);
  const { entries, more } = await store.list(
    year,
    pageLimit(limit),
    decodeCursor(cursor, context)?.classroomId,
  );
  const last = entries.at(-1);
  return {
    classrooms: entries,
    count: entries.length,
    ...(more && last !== undefined
      ? { nextCursor: encodeCursor({ classroomId: last.classroomId }, context) }
      : {}),
  };
}

/**
 * Adds a classroom. Grade and section run together in its id, as people say them.
 * @throws ApiError CONFLICT when there is one of that id.
 */
export async function createClassroom(
  deps: { store: CreateStore; now: () => number },
  { year, grade, section, teacherName }: NewClassroom,
): Promise<Classroom> {
  const displayName = `${grade}${section}`;
  const classroom: Classroom = defined({
    classroomId: `${String(year)}-${displayName}`,
    ...{ year, grade, section, displayName, teacherName },
    createdAt: new Date(deps.now()).toISOString(),
  });
  if (!(await deps.store.create(classroom))) {
    throw new ApiError("CONFLICT", `There is a classroom ${classroom.classroomId} already.`);
  }
  return classroom;
}

/** DynamoDB refuses a start outside of the year that is queried, so the pattern holds the year. */
function listContext(year: string | undefined): CursorContext<"classroomId"> {
  return {
    list: "listClassrooms",
    partition: year ?? "",
    fields: { classroomId: new RegExp(`${year ?? "\\d{4}"}-[A-Z0-9]{2,6}`) },
  };
}
