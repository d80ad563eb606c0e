import { namesAnotherKey, verifyAccessToken } from "../../shared/access-token";
import type { Caller } from "../../shared/caller";
import type { TokenKeys } from "../../shared/secrets";
import type { AuthorizerStore } from "./authorizer-store";

/**
 * Minimum time between reads of the keys because of tokens with an unknown key id, ms. A rotated key is picked up at
 * once, while forged key ids cause at most one read in this time.
 */
const RENEW_AT_MOST_EVERY = 10_000;

/** Dependencies of the authorizer. */
export interface AuthorizerDeps {
  store: AuthorizerStore;
  /** See `ReadParameters`. */
  tokenKeys: (atMostEvery?: number) => Promise<TokenKeys>;
  stage: string;
  /** Epoch ms. */
  now: () => number;
}

/** `unknown`: not signed in. `out`: signed in, but without access. */
export type Decision = { kind: "in" | "out"; caller: Caller } | { kind: "unknown" };

/**
 * The caller of an Authorization header. The token names session and user; role and status are read from the table, not
 * from the token. Ended sessions and deleted users count as not signed in.
 */
export async function authoriseHeader(
  deps: AuthorizerDeps,
  authorization: string | undefined,
): Promise<Decision> {
  // The scheme is case-insensitive (RFC 9110, 11.1).
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return { kind: "unknown" };
  const now = Math.floor(deps.now() / 1000);
  let keys = await deps.tokenKeys();
  if (namesAnotherKey(keys, token)) keys = await deps.tokenKeys(RENEW_AT_MOST_EVERY);
  const claims = await verifyAccessToken(keys, deps.stage, token, now);
  if (claims === undefined) return { kind: "unknown" };

  const { userId, sessionId } = claims;
  const { session, user } = await deps.store.find(sessionId, userId);
  if (session?.userId !== userId || session.expiresAt <= now) return { kind: "unknown" };
  if (user === undefined) return { kind: "unknown" };
  const { role, status } = user;
  // Users who were rejected may export and delete their data; the functions refuse everything else.
  const mayEnter = status === "approved" || status === "pending" || status === "rejected";
  return { kind: mayEnter ? "in" : "out", caller: { userId, role, status, sessionId } };
}
