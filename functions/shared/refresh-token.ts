import { createHash, createHmac, randomBytes } from "node:crypto";

/** Lifetime of a refresh token and its session, s. */
export const REFRESH_TOKEN_SECONDS = 30 * 24 * 3600;

/** Seconds for which a used token still returns its successor: answers get lost, and clients refresh in parallel. */
export const REFRESH_GRACE_SECONDS = 30;

/** A refresh token and its stored hash. */
export interface RefreshToken {
  /** `<sessionId>.<256 random bits>`. */
  token: string;
  /** SHA-256. 256 random bits cannot be guessed, so a slow or keyed hash is not needed. */
  hash: string;
}

/** The first token of a session. */
export function newRefreshToken(sessionId: string): RefreshToken {
  const token = `${sessionId}.${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashRefreshToken(token) };
}

/**
 * The token that follows another one. Whoever presents a used token again gets the same successor, which needs both the
 * token, of which only a hash is stored, and the salt, which only the session has.
 * @param salt random, see {@link newSalt}.
 */
export function nextRefreshToken(sessionId: string, presented: string, salt: string): RefreshToken {
  const token = `${sessionId}.${createHmac("sha256", presented).update(salt).digest("base64url")}`;
  return { token, hash: hashRefreshToken(token) };
}

/** A salt of 128 random bits. */
export function newSalt(): string {
  return randomBytes(16).toString("base64url");
}

/** Hash of a token as stored, base64url. */
export function hashRefreshToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
