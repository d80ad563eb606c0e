import { defined } from "../../shared/defined";
import type { Caller } from "../../shared/caller";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import { ApiError, forbidden } from "../../shared/errors";
import { USER_ID } from "../../shared/ids";
import type { Result } from "../../shared/route";
import { portraitOf, seesAll, viewOf } from "../../users/profile/view";
import type { PageQuery } from "../catalogue/service";
import type { listMembers as route } from "../routes";
import type { Person, RosterStore } from "./store";
import { ROSTER_CHUNK, isClassroomId } from "../rules";

/** Dependencies of listing members. */
export interface RosterDeps {
  store: RosterStore;
  /** Host that serves photos. */
  photosDomain: string;
}

type Roster = Result<typeof route>;

/** Start of a page: id before the chunk, id of the last member shown, and number of members shown of the chunk. */
type Position = Record<"chunk" | "last" | "shown", string>;

/**
 * Lists the approved members of a classroom, for its members and admins.
 *
 * DynamoDB cannot sort members by name, since users change their names. Members are read in chunks of
 * {@link ROSTER_CHUNK}; each chunk is sorted by name and returned page by page. Larger classrooms are only sorted within
 * each chunk. A page may have fewer entries than requested, even none, although more follow.
 * @throws ApiError NOT_FOUND for an unknown classroom, FORBIDDEN for callers who are not members, BAD_REQUEST for an
 * invalid cursor.
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
  if (!isMember && caller.role !== "admin") throw forbidden("Only members of the classroom may do this.");

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

/** As in Hong Kong: Han characters by strokes, before other scripts. */
const collator = new Intl.Collator("zh-Hant-HK");

function byName(a: Person, b: Person): number {
  return collator.compare(a.fullName, b.fullName) || (a.userId < b.userId ? -1 : 1);
}

/** Index of the first member to show. If the last member shown has left, it follows from the number shown. */
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

/** Listed members are classmates of the caller: the list shows what their profiles show to classmates. */
function toMember(
  person: Person,
  addedAt: string,
  caller: Caller,
  photosDomain: string,
): Roster["members"][number] {
  const { userId, fullName: name, visibility } = person;
  const view = seesAll(caller, userId) ? "all" : viewOf(visibility, true);
  return { userId, name, ...portraitOf(person, view, photosDomain), addedAt };
}

function notFound(): ApiError {
  return new ApiError("NOT_FOUND", "Classroom not found.");
}

function listContext(classroomId: string): CursorContext<keyof Position> {
  const userId = new RegExp(`(${USER_ID.source})?`);
  return {
    list: "listMembers",
    partition: classroomId,
    fields: { chunk: userId, last: userId, shown: /\d{1,2}/ },
  };
}
