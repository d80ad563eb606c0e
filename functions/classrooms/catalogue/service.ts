import { defined } from "../../shared/defined";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import { ApiError } from "../../shared/errors";
import type { Result } from "../../shared/route";
import type { CreateStore, ListStore } from "./store";
import type { Classroom } from "../classroom";
import type { listClassrooms as route } from "../routes";
import { CLASSROOM_NAME, classroomName } from "../rules";

/** Requested page of a list. */
export interface PageQuery {
  limit?: string | undefined;
  cursor?: string | undefined;
}

/**
 * Lists classrooms by year and name.
 * @throws ApiError BAD_REQUEST for an invalid cursor.
 */
export async function listClassrooms(
  store: ListStore,
  { year, limit, cursor }: PageQuery & { year?: string | undefined },
): Promise<Result<typeof route>> {
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
    ...(more && last && { nextCursor: encodeCursor({ classroomId: last.classroomId }, context) }),
  };
}

/**
 * Creates a classroom. Its id joins year and name, e.g. `1985-P4B`.
 * @throws ApiError CONFLICT if the id exists.
 */
export async function createClassroom(
  deps: { store: CreateStore; now: () => number },
  { year, grade, section, teacherName }: Pick<Classroom, "year" | "grade" | "section" | "teacherName">,
): Promise<Classroom> {
  const displayName = classroomName(grade, section);
  const classroom: Classroom = defined({
    classroomId: `${String(year)}-${displayName}`,
    ...{ year, grade, section, displayName, teacherName },
    createdAt: new Date(deps.now()).toISOString(),
  });
  if (!(await deps.store.create(classroom))) {
    throw new ApiError("CONFLICT", `Classroom ${classroom.classroomId} already exists.`);
  }
  return classroom;
}

/** DynamoDB rejects a start key outside of the queried year, so the pattern includes the year. */
function listContext(year: string | undefined): CursorContext<"classroomId"> {
  return {
    list: "listClassrooms",
    partition: year ?? "",
    fields: { classroomId: new RegExp(`${year ?? "\\d{4}"}-${CLASSROOM_NAME.source}`) },
  };
}
