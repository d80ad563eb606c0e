import { defined } from "../../shared/defined";
import type { Caller } from "../../shared/caller";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import { ApiError, forbidden } from "../../shared/errors";
import { USER_ID } from "../../shared/ids";
import { photoUrl } from "../../shared/photos";
import { seesAll, viewOf } from "../../users/profile/view";
import type { PageQuery } from "../catalogue/service";
import type { Classroom } from "../classroom";
import type { Person, RosterStore } from "./store";
import { ROSTER_CHUNK, isClassroomId } from "../rules";

/** What listing the members of a classroom needs. */
export interface RosterDeps {
  store: RosterStore;
  /** Host that serves photos. */
  photosDomain: string;
}

/** A member as others see them. */
export interface Member {
  userId: string;
  name: string;
  profilePhotoUrl?: string;
  bio?: string;
  /** ISO 8601 UTC. */
  addedAt: string;
}

/** A page of a classroom's members. */
export interface Roster {
  classroom: Classroom;
  members: Member[];
  /** Entries of this page. */
  count: number;
  /** There when there is more. */
  nextCursor?: string;
}

/** Where a page begins: in which chunk, and in it after whom, who was that manyeth. */
type Position = Record<"chunk" | "last" | "shown", string>;

/**
 * Who was in a classroom, for its members and admins. People who are not approved are not shown.
 *
 * DynamoDB cannot order members by a name that users change at will. So members are read in chunks of
 * {@link ROSTER_CHUNK}, of which each is sorted by name and shown page by page: up to that many the order holds for
 * the whole classroom, beyond it chunk by chunk. A page may have fewer entries than were asked for, even none,
 * with more to come.
 * @throws ApiError NOT_FOUND without such a classroom, FORBIDDEN for who was not in it, BAD_REQUEST for a cursor that
 * is not of this list.
 */
export async function listMembers(
  { store, photosDomain }: RosterDeps,
  caller: Caller,
  classroomId: string,
  { limit, cursor }: PageQuery,
): Promise<Roster> {
  if (!isClassroomId(classroomId)) throw notFound();
  const context = listContext(classroomId);
  const position = decodeCursor(cursor, context);
  const chunk = await store.entries(classroomId, ROSTER_CHUNK, position?.chunk || undefined);
  const ids = chunk.entries.map(({ userId }) => userId);
  const { classroom, isMember, people } = await store.read(classroomId, caller.userId, ids);
  if (classroom === undefined) throw notFound();
  if (!isMember && caller.role !== "admin") throw forbidden("This is for those who were in the classroom.");

  const sorted = people.sort(byName);
  const addedAt = new Map(chunk.entries.map((entry) => [entry.userId, entry.addedAt]));
  const waiting = sorted.slice(begin(sorted, position)).filter(({ status }) => status === "approved");
  const page = waiting.slice(0, pageLimit(limit));
  const next = nextPosition(position?.chunk ?? "", sorted, page, waiting.length > page.length, {
    more: chunk.more,
    last: ids.at(-1) ?? "",
  });
  return {
    classroom,
    members: page.map((person) => toMember(person, addedAt.get(person.userId) ?? "", caller, photosDomain)),
    count: page.length,
    ...defined({ nextCursor: next && encodeCursor(next, context) }),
  };
}

const collator = new Intl.Collator("en");

function byName(a: Person, b: Person): number {
  return collator.compare(a.fullName, b.fullName) || (a.userId < b.userId ? -1 : 1);
}

/** Index of the first who was not shown yet. Who left meanwhile is not found: then the number tells. */
function begin(sorted: readonly Person[], position: Position | undefined): number {
  if (position === undefined || position.last === "") return 0;
  const index = sorted.findIndex(({ userId }) => userId === position.last);
  return index === -1 ? Math.max(0, Number(position.shown) - 1) : index + 1;
}

function nextPosition(
  chunk: string,
  sorted: readonly Person[],
  page: readonly Person[],
  moreOfChunk: boolean,
  read: { more: boolean; last: string },
): Position | undefined {
  const last = page.at(-1);
  if (moreOfChunk && last !== undefined) {
    return { chunk, last: last.userId, shown: String(sorted.indexOf(last) + 1) };
  }
  return read.more ? { chunk: read.last, last: "", shown: "0" } : undefined;
}

/** Who is listed shares the classroom with who reads, so what they show to classmates is shown. */
function toMember(
  { userId, fullName, bio, photoKey, visibility }: Person,
  addedAt: string,
  caller: Caller,
  photosDomain: string,
): Member {
  const open = seesAll(caller, userId) || viewOf(visibility, true) === "profile";
  return defined({
    userId,
    name: fullName,
    profilePhotoUrl: photoKey === undefined ? undefined : photoUrl(photosDomain, photoKey),
    bio: open ? bio : undefined,
    addedAt,
  });
}

function notFound(): ApiError {
  return new ApiError("NOT_FOUND", "There is no such classroom.");
}

function listContext(classroomId: string): CursorContext<keyof Position> {
  const userId = new RegExp(`(${USER_ID.source})?`);
  return {
    list: "listMembers",
    partition: classroomId,
    fields: { chunk: userId, last: userId, shown: /\d{1,2}/ },
  };
}
