import { verifyAccessToken } from "../shared/access-token";
import type { Caller } from "../shared/caller";
import type { TokenKeys } from "../shared/secrets";
import type { AuthorizerStore } from "./authorizer-store";

/** What authorising needs. */
export interface AuthorizerDeps {
  store: AuthorizerStore;
  tokenKeys: () => Promise<TokenKeys>;
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
  const claims = await verifyAccessToken(await deps.tokenKeys(), deps.stage, token, now);
  if (claims === undefined) return { kind: "unknown" };

  const { userId, sessionId } = claims;
  const { session, user } = await deps.store.find(sessionId, userId);
  if (session?.userId !== userId || session.expiresAt <= now) return { kind: "unknown" };
  if (user === undefined) return { kind: "unknown" };
  const { role, status } = user;
  const mayEnter = status === "approved" || status === "pending";
  return { kind: mayEnter ? "in" : "out", caller: { userId, role, status, sessionId } };
}
