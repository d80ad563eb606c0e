import { ACCESS_TOKEN_SECONDS, signAccessToken } from "../../shared/access-token";
import { unauthorized, type ApiError } from "../../shared/errors";
import { SESSION_ID } from "../../shared/ids";
import { decryptPhone } from "../../shared/phone-keys";
import { REFRESH_TOKEN_SECONDS, hashRefreshToken, newRefreshToken } from "../../shared/refresh-token";
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
 * Each token works once. A reused token may have been stolen, so it ends the session, including its newest token. This
 * also applies to concurrent requests: one gets new tokens, the others end the session. Clients must send one refresh
 * at a time, and sign in again if they lose the response. Issued access tokens work until the gateway's authorizer
 * cache expires.
 *
 * Secrets are read before the token is used up.
 * @throws ApiError UNAUTHORIZED with the same message for every reason; FORBIDDEN for a suspended user.
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
