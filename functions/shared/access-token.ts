import { randomUUID } from "node:crypto";

import { SignJWT, decodeProtectedHeader, errors, jwtVerify, type JWTHeaderParameters } from "jose";

import { userRole, userStatus, type UserRole, type UserStatus } from "./schemas";
import type { TokenKey, TokenKeys } from "./secrets";

/** Lifetime of an access token, s. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** Claims of an access token. They never include a phone number or name. */
export interface AccessClaims {
  userId: string;
  role: UserRole;
  status: UserStatus;
  /** Session that the token belongs to. */
  sessionId: string;
}

/** Tokens issued for other purposes have another type and are rejected (RFC 9068). */
const TYPE = "at+jwt";
const ALGORITHM = "HS256";

/** Issues a token of this stage, signed with the current key. @param now epoch s. */
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
 * The claims of a token, or `undefined` if it is not a valid token of this stage. Checks the signature (current or
 * previous key), issuer, audience, type, expiry and claims.
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
 * Whether a token names an unknown key, e.g. one that a rotation has just created. The key id is not verified: anybody
 * can forge it.
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
