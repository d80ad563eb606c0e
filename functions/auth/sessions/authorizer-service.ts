import { namesAnotherKey, verifyAccessToken } from "../../shared/access-token";
import type { Caller } from "../../shared/caller";
import type { TokenKeys } from "../../shared/secrets";
import type { AuthorizerStore } from "./authorizer-store";

/**
 * How often keys are read anew since a token names one that is not among them, ms. A key that another function signs
 * with already is found at once, while tokens with made-up names bring about one reading in this time, and no more.
 */
const RENEW_AT_MOST_EVERY = 10_000;

/** What authorising needs. */
export interface AuthorizerDeps {
  store: AuthorizerStore;
  /** As `ReadParameters`: with a number, ms, the newest there are, which are read no more often than that. */
  tokenKeys: (atMostEvery?: number) => Promise<TokenKeys>;
  stage: string;
  /** Epoch ms. */
  now: () => number;
}

/** `unknown`: nobody who is signed in. `out`: somebody who is, and has no access. */
export type Decision = { kind: "in" | "out"; caller: Caller } | { kind: "unknown" };

/**
 * Who an Authorization header speaks for. The token tells which session and user to look at; role and status are
 * those of the user now, not of the day the token was made. A session that is over, or whose user is gone, is none:
 * its holder is to sign in anew.
 */
export async function authoriseHeader(
  deps: AuthorizerDeps,
  authorization: string | undefined,
): Promise<Decision> {
  // The scheme's name has no case (RFC 9110, 11.1).
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
  const mayEnter = status === "approved" || status === "pending";
  return { kind: mayEnter ? "in" : "out", caller: { userId, role, status, sessionId } };
}
