import type { Caller } from "../../shared/caller";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import { ApiError, badRequest, forbidden } from "../../shared/errors";
import { isUserId } from "../../shared/ids";
import type { PageQuery } from "../catalogue/service";
import type { Classroom, Membership } from "../classroom";
import type { AddStore, RemoveStore, UserClassroomsStore } from "./store";
import { ADD_ATTEMPTS, CLASSROOM_ID, isClassroomId } from "../rules";

/** A classroom of a user. */
export type UserClassroom = Classroom & Pick<Membership, "addedAt" | "role">;

/** A page of a user's classrooms. */
export interface UserClassroomPage {
  classrooms: UserClassroom[];
  /** Entries of this page. */
  count: number;
  /** There when there is more. */
  nextCursor?: string;
}

/**
 * The classrooms of a user, by year and name.
 * @throws ApiError NOT_FOUND for an id that is no user's, BAD_REQUEST for a cursor that is not of this list.
 */
export async function userClassrooms(
  store: UserClassroomsStore,
  userId: string,
  { limit, cursor }: PageQuery,
): Promise<UserClassroomPage> {
  mustBeUser(userId);
  const context = listContext(userId);
  const after = decodeCursor(cursor, context)?.classroomId;
  const { entries, more } = await store.memberships(userId, pageLimit(limit), after);
  const found = entries.length === 0 ? [] : await store.classrooms(entries.map((entry) => entry.classroomId));
  const byId = new Map(found.map((classroom) => [classroom.classroomId, classroom]));
  const classrooms = entries.flatMap(({ classroomId, addedAt, role }) => {
    const classroom = byId.get(classroomId);
    return classroom === undefined ? [] : [{ ...classroom, addedAt, role }];
  });
  const last = entries.at(-1);
  return {
    classrooms,
    count: classrooms.length,
    ...(more && last !== undefined
      ? { nextCursor: encodeCursor({ classroomId: last.classroomId }, context) }
      : {}),
  };
}

/**
 * Adds a user to classrooms, all or none. Those that have the user stay as they are, so a request that is sent again
 * does no harm.
 * @returns the classrooms that did not have the user before, in the order of the request.
 * @throws ApiError FORBIDDEN for who is not approved, BAD_REQUEST that tells which ids are no classroom's, NOT_FOUND
 * or CONFLICT when an admin names a user that is not there or not approved.
 */
export async function addClassrooms(
  deps: { store: AddStore; now: () => number },
  caller: Caller,
  userId: string,
  classroomIds: readonly string[],
): Promise<string[]> {
  if (caller.status !== "approved") throw forbidden("This is for members who have been approved.");
  mustBeUser(userId);
  const ids = [...new Set(classroomIds)];
  const { known, joined } = await deps.store.look(userId, ids);
  const unknown = classroomIds.flatMap((id, i) =>
    known.has(id)
      ? []
      : [{ field: `classroomIds.${String(i)}`, problem: "is not a classroom that there is" }],
  );
  if (unknown.length > 0) throw badRequest(unknown);

  const addedAt = new Date(deps.now()).toISOString();
  let open = ids.filter((id) => !joined.has(id));
  for (let attempt = 0; attempt < ADD_ATTEMPTS; attempt++) {
    if (open.length === 0) return [];
    const result = await deps.store.add(userId, open, addedAt);
    if (result.added) return open;
    if (result.status !== "approved") throw notApproved(result.status, userId === caller.userId);
    // The same user was added by another request meanwhile: that one has counted it.
    open = open.filter((id) => !result.taken.includes(id));
  }
  throw new Error(
    `the classrooms of a user changed during each of ${String(ADD_ATTEMPTS)} attempts to add some`,
  );
}

/** Takes a user out of a classroom. What is not in it stays out: that is no error. */
export async function removeClassroom(
  store: RemoveStore,
  userId: string,
  classroomId: string,
): Promise<void> {
  // Of other ids there is nothing to remove, and some of them DynamoDB would not take as keys.
  if (isUserId(userId) && isClassroomId(classroomId)) await store.remove(userId, classroomId);
}

function mustBeUser(userId: string): void {
  if (!isUserId(userId)) throw new ApiError("NOT_FOUND", "There is no such user.");
}

function notApproved(status: string | undefined, own: boolean): ApiError {
  // The caller lost their standing since the authorizer looked.
  if (own) return forbidden("This is for members who have been approved.");
  if (status === undefined) return new ApiError("NOT_FOUND", "There is no such user.");
  return new ApiError("CONFLICT", "That user is not approved.");
}

function listContext(userId: string): CursorContext<"classroomId"> {
  return { list: "userClassrooms", partition: userId, fields: { classroomId: CLASSROOM_ID } };
}
