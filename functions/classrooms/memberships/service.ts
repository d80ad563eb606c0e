import type { Caller } from "../../shared/caller";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import { ApiError, badRequest, forbidden } from "../../shared/errors";
import { isUserId } from "../../shared/ids";
import type { Result } from "../../shared/route";
import type { PageQuery } from "../catalogue/service";
import type { userClassrooms as route } from "../routes";
import type { AddStore, RemoveStore, UserClassroomsStore } from "./store";
import { ADD_ATTEMPTS, CLASSROOM_ID, isClassroomId } from "../rules";

/**
 * Lists the classrooms of a user, by year and name.
 * @throws ApiError NOT_FOUND for a malformed user id, BAD_REQUEST for an invalid cursor.
 */
export async function userClassrooms(
  store: UserClassroomsStore,
  userId: string,
  { limit, cursor }: PageQuery,
): Promise<Result<typeof route>> {
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
    ...(more && last && { nextCursor: encodeCursor({ classroomId: last.classroomId }, context) }),
  };
}

/**
 * Adds a user to classrooms, to all or none. Existing memberships stay unchanged, so requests can be repeated.
 * @returns ids of the new memberships, in the order of the request.
 * @throws ApiError FORBIDDEN for a caller who is not approved, BAD_REQUEST for unknown classrooms, and for admins
 * NOT_FOUND or CONFLICT if the user does not exist or is not approved.
 */
export async function addClassrooms(
  deps: { store: AddStore; now: () => number },
  caller: Caller,
  userId: string,
  classroomIds: readonly string[],
): Promise<string[]> {
  if (caller.status !== "approved") throw forbidden("Only approved members may do this.");
  mustBeUser(userId);
  const ids = [...new Set(classroomIds)];
  const { known, joined } = await deps.store.look(userId, ids);
  const unknown = classroomIds.flatMap((id, i) =>
    known.has(id) ? [] : [{ field: `classroomIds.${String(i)}`, problem: "unknown classroom" }],
  );
  if (unknown.length > 0) throw badRequest(unknown);

  const addedAt = new Date(deps.now()).toISOString();
  let open = ids.filter((id) => !joined.has(id));
  for (let attempt = 0; attempt < ADD_ATTEMPTS; attempt++) {
    if (open.length === 0) return [];
    const result = await deps.store.add(userId, open, addedAt);
    if (result.added) return open;
    if (result.status !== "approved") throw notApproved(result.status, userId === caller.userId);
    // A concurrent request has added the user to some of them.
    open = open.filter((id) => !result.taken.includes(id));
  }
  throw new Error(`the memberships changed during each of ${String(ADD_ATTEMPTS)} attempts to add the user`);
}

/** Removes a user from a classroom. Idempotent. */
export async function removeClassroom(
  store: RemoveStore,
  userId: string,
  classroomId: string,
): Promise<void> {
  // Malformed ids have no memberships, and DynamoDB may reject them as keys.
  if (isUserId(userId) && isClassroomId(classroomId)) await store.remove(userId, classroomId);
}

function mustBeUser(userId: string): void {
  if (!isUserId(userId)) throw new ApiError("NOT_FOUND", "User not found.");
}

function notApproved(status: string | undefined, own: boolean): ApiError {
  // The status of the caller changed after the authorizer read it.
  if (own) return forbidden("Only approved members may do this.");
  if (status === undefined) return new ApiError("NOT_FOUND", "User not found.");
  return new ApiError("CONFLICT", "The user is not approved.");
}

function listContext(userId: string): CursorContext<"classroomId"> {
  return { list: "userClassrooms", partition: userId, fields: { classroomId: CLASSROOM_ID } };
}
