import { decodeCursor, encodeCursor, type CursorContext } from "../../shared/cursor";
import { isUserId, SESSION_ID, USER_ID } from "../../shared/ids";
import type { Result } from "../../shared/route";
import type { ExportStore } from "./store";
import { noSuchUser, showAll, type ShowDeps } from "../profile/service";
import type { exportUser } from "../routes";

/** Pattern of a time, without anchors. */
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/;

/** Dependencies of an export. */
export interface ExportDeps extends ShowDeps {
  store: ExportStore;
  /** Epoch ms. */
  now: () => number;
}

/** Lists of which there may be much, in the order of the pages. */
const PARTS = ["decisions", "votes", "sessions"] as const;

type Part = (typeof PARTS)[number];

/** A list and where its next page starts. */
interface Place {
  part: Part;
  after?: string | undefined;
}

/**
 * Exports the data of a user. The first page has everything of which there is little; the following ones have the
 * lists, one after the other.
 * @throws ApiError NOT_FOUND, or BAD_REQUEST for an invalid cursor.
 */
export async function exportPage(
  deps: ExportDeps,
  userId: string,
  cursor: string | undefined,
): Promise<Result<typeof exportUser>> {
  if (!isUserId(userId)) throw noSuchUser();
  const context = contextOf(userId);
  const given = decodeCursor(cursor, context);
  const nextCursor = ({ part, after = "" }: Place) => encodeCursor({ place: `${part}:${after}` }, context);
  const exportedAt = new Date(deps.now()).toISOString();

  if (given === undefined) {
    const found = await deps.store.holdings(userId);
    if (found === undefined) throw noSuchUser();
    const { user, ...rest } = found;
    const profile = await showAll(deps, user);
    return { exportedAt, profile, ...rest, nextCursor: nextCursor({ part: PARTS[0] }) };
  }
  const { part, after } = placeOf(given.place);
  const { entries, next } = await deps.store[part](userId, after);
  const following = next === undefined ? PARTS[PARTS.indexOf(part) + 1] : part;
  return {
    exportedAt,
    [part]: entries,
    ...(following && { nextCursor: nextCursor({ part: following, after: next }) }),
  };
}

/** The pattern allows only places that DynamoDB accepts as start of the list. */
function contextOf(userId: string): CursorContext<"place"> {
  const starts: Record<Part, string> = {
    decisions: USER_ID.source,
    votes: `${TIME.source}#${USER_ID.source}`,
    sessions: SESSION_ID.source,
  };
  const places = PARTS.map((part) => `${part}:(?:${starts[part]})?`);
  return { list: "exportUser", partition: userId, fields: { place: new RegExp(places.join("|")) } };
}

function placeOf(place: string): Place {
  const [part = "", after = ""] = place.split(/:(.*)/s);
  return { part: part as Part, after: after === "" ? undefined : after };
}
