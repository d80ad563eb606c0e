import { ACCESS_TOKEN_SECONDS, signAccessToken } from "../../shared/access-token";
import { unauthorized, type ApiError } from "../../shared/errors";
import { SESSION_ID } from "../../shared/ids";
import { decryptPhone } from "../../shared/phone-keys";
import { REFRESH_TOKEN_SECONDS, hashRefreshToken, newRefreshToken } from "../../shared/refresh-token";
import type { RefreshStore } from "./refresh-store";
import { mayEnter, type SignIn, type VerifySecrets } from "./verify-service";

/** What refreshing needs. */
export interface RefreshDeps {
  store: RefreshStore;
  secrets: () => Promise<Pick<VerifySecrets, "phoneKeys" | "tokenKeys">>;
  stage: string;
  /** Epoch ms. */
  now: () => number;
}

/** `<sessionId>.<256 random bits>`, as `newRefreshToken` makes them. */
const TOKEN = new RegExp(`^(${SESSION_ID.source})\\.[\\w-]{43}$`);

/**
 * Trades a refresh token for an access token and the next refresh token, which is valid for its own 30 days.
 *
 * Each token works once. One that comes a second time is in two hands, and it cannot be told whose came first:
 * so it ends the session for both, the newest token included. That holds for callers at the same moment too: of
 * them one gets new tokens, and the others' coming ends the session behind these. A client has to send one refresh
 * at a time; one that lost the answer to it signs in anew. An access token that is out already works for as long as
 * the gateway remembers what the authorizer said.
 *
 * A secret that cannot be read is found out before the token is used up.
 * @throws ApiError UNAUTHORIZED, with one text whatever the reason; FORBIDDEN when the user is suspended or rejected.
 */
export async function refreshSession(deps: RefreshDeps, refreshToken: string): Promise<SignIn> {
  const sessionId = TOKEN.exec(refreshToken)?.[1];
  if (sessionId === undefined) throw refused();
  const { phoneKeys, tokenKeys } = await deps.secrets();
  const now = Math.floor(deps.now() / 1000);
  const next = newRefreshToken(sessionId);

  const outcome = await deps.store.rotate({
    sessionId,
    presentedHash: hashRefreshToken(refreshToken),
    nextHash: next.hash,
    now,
    expiresAt: now + REFRESH_TOKEN_SECONDS,
  });
  if (outcome.kind === "reused") await deps.store.endSession(sessionId);
  if (outcome.kind !== "rotated") throw refused();

  const user = await deps.store.getUser(outcome.userId);
  if (user === undefined) throw refused();
  mayEnter(user);
  const { userId, role, status } = user;
  return {
    user,
    phoneNumber: decryptPhone(phoneKeys, userId, user.phone),
    accessToken: await signAccessToken(tokenKeys, deps.stage, { userId, role, status, sessionId }, now),
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: next.token,
  };
}

function refused(): ApiError {
  return unauthorized("The refresh token is not valid. Please sign in again.");
}
