import { ACCESS_TOKEN_SECONDS, signAccessToken } from "../../shared/access-token";
import { badRequest, forbidden, tooManyRequests, unauthorized, type ApiError } from "../../shared/errors";
import { newId } from "../../shared/ids";
import { maskPhone, normalisePhone } from "../../shared/phone";
import { encryptPhone, hashCode, hashPhone, hashSource, type PhoneKeys } from "../../shared/phone-keys";
import { REFRESH_TOKEN_SECONDS, newRefreshToken } from "../../shared/refresh-token";
import type { TokenKeys } from "../../shared/secrets";
import { isSynthetic } from "../../shared/synthetic";
import { asciiDigits } from "../../shared/text";
import { toUser, type User, type UserRecord } from "../../shared/user";
import type { Limits } from "../codes/rules";
import type { CodeUse, PendingApproval, SessionRecord, UseRefusal, VerifyStore } from "./verify-store";

/** Secrets for verification. */
export interface VerifySecrets {
  phoneKeys: PhoneKeys;
  tokenKeys: TokenKeys;
  /** E.164 numbers whose users are created as approved admins. */
  adminPhones: ReadonlySet<string>;
}

/** Dependencies of a verification. */
export interface VerifyDeps {
  store: VerifyStore;
  secrets: () => Promise<VerifySecrets>;
  /** Limits of wrong codes. */
  limits: Limits;
  stage: string;
  /** Called when a number was verified for the first time: it has a user now. Not for synthetic ones. */
  onSignUp: () => void;
  /** Epoch ms. */
  now: () => number;
}

/** A signed-in user with tokens. */
export interface SignIn {
  user: User;
  /** E.164. */
  phoneNumber: string;
  accessToken: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
  refreshToken: string;
}

type OpenSession = Omit<SessionRecord, "userId">;

/** What the first sign-in of a number needs. */
interface Newcomer {
  fresh: () => UserRecord;
  phoneNumber: string;
  /** Of the phone secret. */
  fingerprint: string;
}

/** Attempts when the user changes during the sign-in. Each retry costs one or two calls. */
const ATTEMPTS = 3;

/** A verification, as typed. */
export interface Verification {
  phoneNumber: string;
  code: string;
  sourceIp: string;
}

/**
 * Exchanges a code for tokens; the first verification of a number creates its user. A code works once: it is used up in
 * the transaction that signs in, so that a lost answer of DynamoDB loses no code. Wrong, expired and used codes, and
 * numbers without a code, get the same response and count alike.
 * @throws ApiError BAD_REQUEST for an invalid number, UNAUTHORIZED, TOO_MANY_REQUESTS when a limit is reached, FORBIDDEN
 * for a suspended user: only whoever holds the phone learns that.
 */
export async function verifyCode(deps: VerifyDeps, typed: Verification): Promise<SignIn> {
  const phoneNumber = normalisePhone(typed.phoneNumber);
  const code = normaliseCode(typed.code);
  const secrets = await deps.secrets();
  const phoneHash = hashPhone(secrets.phoneKeys, phoneNumber);
  const now = Math.floor(deps.now() / 1000);
  const use: CodeUse = {
    ...{ phoneHash, sourceHash: hashSource(secrets.phoneKeys, typed.sourceIp), now },
    ...{ codeHash: hashCode(secrets.phoneKeys, phoneHash, code), limits: deps.limits },
  };

  const sent = await deps.store.findCode(phoneHash, use.codeHash);
  if (sent === undefined || sent.expiresAt <= now) {
    const counted = await deps.store.countTry(deps.limits, use);
    throw counted.full ? tooManyRequests(counted.wait) : wrongCode();
  }

  const session = newSession(now);
  const createdAt = session.record.createdAt;
  const fresh = (): UserRecord => newUser(secrets, phoneNumber, phoneHash, sent.name, createdAt);
  const newcomer = { fresh, phoneNumber, fingerprint: secrets.phoneKeys.fingerprint };
  const known = sent.userId === undefined ? undefined : await deps.store.getUser(sent.userId);
  const user = await settle(deps, known, newcomer, session.record, use);
  const { sessionId } = session.record;
  const claims = { userId: user.userId, role: user.role, status: user.status, sessionId };
  return {
    user,
    phoneNumber,
    accessToken: await signAccessToken(secrets.tokenKeys, deps.stage, claims, now),
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: session.refreshToken,
  };
}

/** Digits of all scripts are accepted, with spaces. @throws ApiError BAD_REQUEST on field `code`. */
function normaliseCode(typed: string): string {
  const code = asciiDigits(typed).replace(/\s/g, "");
  if (!/^\d{6}$/.test(code)) throw badRequest([{ field: "code", problem: "must be 6 digits" }]);
  return code;
}

/**
 * Writes the sign-in for the number's user, or creates the user. What was known when the code was sent may be outdated:
 * then nothing is written, the store returns the current state, and the write is tried again with it.
 */
async function settle(
  { store, onSignUp }: Pick<VerifyDeps, "store" | "onSignUp">,
  known: User | undefined,
  { fresh, phoneNumber, fingerprint }: Newcomer,
  session: OpenSession,
  use: CodeUse,
): Promise<User> {
  let user = known;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (user === undefined) {
      const record = fresh();
      const { userId } = record;
      const result = await store.signUp(
        record,
        { ...session, userId },
        approvalOf(record, phoneNumber),
        use,
        fingerprint,
      );
      if (result.done) {
        if (record.synthetic !== true) onSignUp();
        return toUser({ ...record });
      }
      if (result.kind !== "taken") throw refused(result);
      user = await store.getUser(result.owner);
    } else {
      if (!hasAccess(user)) {
        const result = await store.useCode(use);
        throw result.done ? noAccess() : refused(result);
      }
      const result = await store.signIn(user, { ...session, userId: user.userId }, use);
      if (result.done) return user;
      if (result.kind !== "changed") throw refused(result);
      user = result.user;
    }
  }
  throw new Error(`the user changed during each of ${String(ATTEMPTS)} attempts to sign in`);
}

function refused(refusal: UseRefusal): ApiError {
  return refusal.kind === "full" ? tooManyRequests(refusal.wait) : wrongCode();
}

function wrongCode(): ApiError {
  return unauthorized("The code is wrong or has expired.");
}

/** Users who were rejected may sign in, to export and delete their data. */
function hasAccess({ status }: User): boolean {
  return status !== "suspended";
}

function noAccess(): ApiError {
  return forbidden("This account has no access. Please contact the organisers.");
}

/** @throws ApiError FORBIDDEN for a user who is suspended. */
export function mayEnter(user: User): void {
  if (!hasAccess(user)) throw noAccess();
}

function newUser(
  secrets: VerifySecrets,
  phoneNumber: string,
  phoneHash: string,
  fullName: string,
  createdAt: string,
): UserRecord {
  const userId = newId("usr");
  const phone = encryptPhone(secrets.phoneKeys, userId, phoneNumber);
  const user = { userId, phoneHash, phone, fullName, createdAt, version: 1 };
  const approved = { status: "approved", approvedAt: createdAt } as const;
  // First: a synthetic user is never an admin.
  if (isSynthetic(phoneNumber)) return { ...user, ...approved, role: "user", synthetic: true };
  if (secrets.adminPhones.has(phoneNumber)) return { ...user, ...approved, role: "admin" };
  return { ...user, status: "pending", role: "user" };
}

function approvalOf(user: UserRecord, phoneNumber: string): PendingApproval | undefined {
  if (user.status !== "pending") return undefined;
  const { userId, fullName: name, createdAt: requestedAt } = user;
  return { userId, name, phoneMasked: maskPhone(phoneNumber), status: "pending", requestedAt };
}

/** A session, still without its user, and its refresh token. */
function newSession(now: number): { record: OpenSession; refreshToken: string } {
  const sessionId = newId("ses");
  const { token, hash } = newRefreshToken(sessionId);
  const record = {
    sessionId,
    refreshHash: hash,
    createdAt: new Date(now * 1000).toISOString(),
    expiresAt: now + REFRESH_TOKEN_SECONDS,
  };
  return { record, refreshToken: token };
}
