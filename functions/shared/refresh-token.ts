import { createHash, randomBytes } from "node:crypto";

/** Lifetime of a refresh token and its session, s. */
export const REFRESH_TOKEN_SECONDS = 30 * 24 * 3600;

/** A refresh token and its stored hash. */
export interface RefreshToken {
  /** `<sessionId>.<256 random bits>`. */
  token: string;
  /** SHA-256. 256 random bits cannot be guessed, so a slow or keyed hash is not needed. */
  hash: string;
}

/** A new token of a session. */
export function newRefreshToken(sessionId: string): RefreshToken {
  const token = `${sessionId}.${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashRefreshToken(token) };
}

/** Hash of a token as stored, base64url. */
export function hashRefreshToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
