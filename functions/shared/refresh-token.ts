import { createHash, randomBytes } from "node:crypto";

/** Seconds that a refresh token, and the session behind it, lasts. */
export const REFRESH_TOKEN_SECONDS = 30 * 24 * 3600;

/** A refresh token for its holder, and what is stored of it. */
export interface RefreshToken {
  /** `<sessionId>.<256 random bits>`. */
  token: string;
  /** SHA-256. A slow or keyed hash would add nothing: there is no guessing 256 random bits. */
  hash: string;
}

/** A new token of a session. */
export function newRefreshToken(sessionId: string): RefreshToken {
  const token = `${sessionId}.${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashRefreshToken(token) };
}

/** What is stored of a token, base64url. */
export function hashRefreshToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
