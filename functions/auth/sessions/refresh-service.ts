import { ACCESS_TOKEN_SECONDS, signAccessToken } from "../../shared/access-token";
import { unauthorized, type ApiError } from "../../shared/errors";
import { SESSION_ID } from "../../shared/ids";
import { decryptPhone } from "../../shared/phone-keys";
import {
  REFRESH_GRACE_SECONDS,
  REFRESH_TOKEN_SECONDS,
  hashRefreshToken,
  newSalt,
  nextRefreshToken,
} from "../../shared/refresh-token";
import type { RefreshStore } from "./refresh-store";
import { mayEnter, type SignIn, type VerifySecrets } from "./verify-service";

/** Dependencies of a refresh. */
export interface RefreshDeps {
  store: RefreshStore;
  secrets: () => Promise<Pick<VerifySecrets, "phoneKeys" | "tokenKeys">>;
  stage: string;
  /** Epoch ms. */
  now: () => number;
}

/** `<sessionId>.<256 random bits>`, see `newRefreshToken`. */
const TOKEN = new RegExp(`^(${SESSION_ID.source})\\.[\\w-]{43}$`);

/**
 * Exchanges a refresh token for an access token and the next refresh token, which is valid for another 30 days.
 *
 * Within 30 s of its use, a token returns the same next token again: an answer may have been lost, or the client may have
 * sent two requests at once; whoever holds either answer stays signed in. A token that is used again later may have been
 * stolen, so it ends the session, including its newest token. Issued access tokens then work until the gateway's
 * authorizer cache expires.
 *
 * Secrets are read before the token is used up.
 * @throws ApiError UNAUTHORIZED with the same message for every reason; FORBIDDEN for a suspended user.
 */
export async function refreshSession(deps: RefreshDeps, refreshToken: string): Promise<SignIn> {
  const sessionId = TOKEN.exec(refreshToken)?.[1];
  if (sessionId === undefined) throw refused();
  const { phoneKeys, tokenKeys } = await deps.secrets();
  const now = Math.floor(deps.now() / 1000);
  const salt = newSalt();

  const outcome = await deps.store.rotate({
    sessionId,
    presentedHash: hashRefreshToken(refreshToken),
    nextHash: nextRefreshToken(sessionId, refreshToken, salt).hash,
    salt,
    graceUntil: now + REFRESH_GRACE_SECONDS,
    now,
    expiresAt: now + REFRESH_TOKEN_SECONDS,
  });
  if (outcome.kind === "reused") await deps.store.endSession(sessionId);
  if (outcome.kind === "reused" || outcome.kind === "over") throw refused();
  const current = outcome.kind === "repeated" ? outcome.salt : salt;

  const user = await deps.store.getUser(outcome.userId);
  if (user === undefined) throw refused();
  mayEnter(user);
  const { userId, role, status } = user;
  return {
    user,
    phoneNumber: decryptPhone(phoneKeys, userId, user.phone),
    accessToken: await signAccessToken(tokenKeys, deps.stage, { userId, role, status, sessionId }, now),
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: nextRefreshToken(sessionId, refreshToken, current).token,
  };
}

function refused(): ApiError {
  return unauthorized("The refresh token is not valid. Please sign in again.");
}
