import { decodeCursor, encodeCursor, type CursorContext } from "../../shared/cursor";
import { isUserId, SESSION_ID } from "../../shared/ids";
import type { Result } from "../../shared/route";
import type { ExportStore } from "./store";
import { noSuchUser, showAll, type ShowDeps } from "../profile/service";
import type { exportUser } from "../routes";

/** Dependencies of an export. */
export interface ExportDeps extends ShowDeps {
  store: ExportStore;
  /** Epoch ms. */
  now: () => number;
}

/** Cursor value before the first session. */
const START = "";

/**
 * Exports the data of a user. The first page has everything except sessions; the following ones have the sessions, whose
 * number is unbounded.
 * @throws ApiError NOT_FOUND, or BAD_REQUEST for an invalid cursor.
 */
export async function exportPage(
  deps: ExportDeps,
  userId: string,
  cursor: string | undefined,
): Promise<Result<typeof exportUser>> {
  if (!isUserId(userId)) throw noSuchUser();
  const context: CursorContext<"sessionId"> = {
    list: "exportUser",
    partition: userId,
    fields: { sessionId: new RegExp(`(${SESSION_ID.source})?`) },
  };
  const place = decodeCursor(cursor, context)?.sessionId;
  const exportedAt = new Date(deps.now()).toISOString();
  if (place === undefined) {
    const found = await deps.store.holdings(userId);
    if (found === undefined) throw noSuchUser();
    const { user, ...rest } = found;
    const nextCursor = encodeCursor({ sessionId: START }, context);
    return { exportedAt, profile: await showAll(deps, user), ...rest, nextCursor };
  }
  const page = await deps.store.sessions(userId, place === START ? undefined : place);
  const last = page.sessions.at(-1);
  return {
    exportedAt,
    sessions: page.sessions.map(({ createdAt, expiresAt }) => ({
      createdAt,
      expiresAt: new Date(expiresAt * 1000).toISOString(),
    })),
    ...(page.more && last && { nextCursor: encodeCursor({ sessionId: last.sessionId }, context) }),
  };
}
