import { randomUUID } from "node:crypto";

import { SignJWT, decodeProtectedHeader, errors, jwtVerify, type JWTHeaderParameters } from "jose";

import { userRole, userStatus, type UserRole, type UserStatus } from "./schemas";
import type { TokenKey, TokenKeys } from "./secrets";

/** Seconds that an access token is valid. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** What an access token says. No number, no name. */
export interface AccessClaims {
  userId: string;
  role: UserRole;
  status: UserStatus;
  /** Session that the token belongs to: logging out ends it. */
  sessionId: string;
}

/** A media type of its own keeps tokens of other purposes out (RFC 9068). */
const TYPE = "at+jwt";
const ALGORITHM = "HS256";

/** A token of this stage, signed with the current key. @param now epoch s. */
export function signAccessToken(
  keys: TokenKeys,
  stage: string,
  claims: AccessClaims,
  now: number,
): Promise<string> {
  return new SignJWT({ role: claims.role, status: claims.status, sid: claims.sessionId })
    .setProtectedHeader({ alg: ALGORITHM, kid: keys.current.kid, typ: TYPE })
    .setIssuer(issuer(stage))
    .setAudience(audience(stage))
    .setSubject(claims.userId)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
    .sign(keys.current.secret);
}

/**
 * What a token says, or `undefined` when it is not a valid one of this stage: signature by the current or the
 * previous key, issuer, audience, type, expiry and claims all count.
 * @param now epoch s.
 */
export async function verifyAccessToken(
  keys: TokenKeys,
  stage: string,
  token: string,
  now: number,
): Promise<AccessClaims | undefined> {
  const keyOf = ({ kid }: JWTHeaderParameters) => {
    const key = find(keys, kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key.secret;
  };
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: issuer(stage),
      audience: audience(stage),
      currentDate: new Date(now * 1000),
      requiredClaims: ["sub", "sid", "jti", "iat", "exp"],
    });
    const { sub, sid, role, status } = payload;
    if (sub === undefined || typeof sid !== "string") return undefined;
    return { userId: sub, sessionId: sid, role: userRole.parse(role), status: userStatus.parse(status) };
  } catch {
    return undefined;
  }
}

/**
 * Whether a token says that it was signed with a key that is none of these, as tokens do that were signed with a key
 * which a rotation has just made. Anybody can say so.
 */
export function namesAnotherKey(keys: TokenKeys, token: string): boolean {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token);
    return alg === ALGORITHM && typ === TYPE && typeof kid === "string" && find(keys, kid) === undefined;
  } catch {
    return false;
  }
}

function find({ current, previous }: TokenKeys, kid: string | undefined): TokenKey | undefined {
  return [current, previous].find((key) => key?.kid === kid);
}

function issuer(stage: string): string {
  return `sjc1990app-${stage}`;
}

function audience(stage: string): string {
  return `sjc1990app-${stage}-api`;
}
