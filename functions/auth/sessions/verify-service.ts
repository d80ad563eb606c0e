import { ACCESS_TOKEN_SECONDS, signAccessToken } from "../../shared/access-token";
import { forbidden, tooManyRequests, unauthorized } from "../../shared/errors";
import { newId } from "../../shared/ids";
import { maskPhone, normalisePhone } from "../../shared/phone";
import { encryptPhone, hashCode, hashPhone, type PhoneKeys } from "../../shared/phone-keys";
import { REFRESH_TOKEN_SECONDS, newRefreshToken } from "../../shared/refresh-token";
import type { TokenKeys } from "../../shared/secrets";
import { wait } from "../../shared/sliding-window";
import { toUser, type User, type UserRecord } from "../../shared/user";
import { KEEP_SECONDS, TRIES_PER_NUMBER } from "../codes/rules";
import type { PendingApproval, SessionRecord, Tries, VerifyStore } from "./verify-store";

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
  stage: string;
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

/** Attempts when the user changes during the sign-in. Each retry costs one or two calls. */
const ATTEMPTS = 3;

/**
 * Exchanges a code for tokens; the first verification of a number creates its user. A correct code works once, even if
 * the sign-in then fails. Wrong, expired and used codes, and numbers without a code, get the same response.
 * @throws ApiError BAD_REQUEST for an invalid number, UNAUTHORIZED, TOO_MANY_REQUESTS after three attempts in an hour,
 * FORBIDDEN for a suspended user: only whoever holds the phone learns that.
 */
export async function verifyCode(deps: VerifyDeps, typedPhone: string, code: string): Promise<SignIn> {
  const phoneNumber = normalisePhone(typedPhone);
  const secrets = await deps.secrets();
  const phoneHash = hashPhone(secrets.phoneKeys, phoneNumber);
  const now = Math.floor(deps.now() / 1000);
  const tries: Tries = { phoneHash, window: TRIES_PER_NUMBER, keepUntil: now + KEEP_SECONDS };

  const outcome = await deps.store.takeCode({
    ...tries,
    codeHash: hashCode(secrets.phoneKeys, phoneHash, code),
    now,
  });
  if (outcome.kind === "full") throw tooManyRequests(wait(TRIES_PER_NUMBER, outcome.item, now));
  const sent = outcome.kind === "counted" ? outcome.code : undefined;
  if (sent === undefined || sent.expiresAt <= now) throw unauthorized("The code is wrong or has expired.");

  const session = newSession(now);
  const createdAt = session.record.createdAt;
  const fresh = (): UserRecord => newUser(secrets, phoneNumber, phoneHash, sent.name, createdAt);
  const user = await settle(deps.store, sent.user, fresh, phoneNumber, session.record, tries);
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

/**
 * Writes the sign-in for the number's user, or creates the user. What was known when the code was sent may be outdated:
 * then nothing is written, the store returns the current state, and the write is tried again with it.
 */
async function settle(
  store: VerifyStore,
  known: User | undefined,
  fresh: () => UserRecord,
  phoneNumber: string,
  session: OpenSession,
  tries: Tries,
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
        tries,
      );
      if (result.done) return toUser({ ...record });
      user = await store.getUser(result.owner);
    } else {
      mayEnter(user);
      const result = await store.signIn(user, { ...session, userId: user.userId }, tries);
      if (result.done) return user;
      user = result.user;
    }
  }
  throw new Error(`the user changed during each of ${String(ATTEMPTS)} attempts to sign in`);
}

/**
 * Users who were rejected may sign in, to export and delete their data.
 * @throws ApiError FORBIDDEN for a user who is suspended.
 */
export function mayEnter(user: User): void {
  if (user.status === "suspended") {
    throw forbidden("This account has no access. Please contact the organisers.");
  }
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
  const admin = secrets.adminPhones.has(phoneNumber);
  return {
    ...{ userId, phoneHash, phone, fullName, createdAt, version: 1 },
    ...(admin
      ? { status: "approved", role: "admin", approvedAt: createdAt }
      : { status: "pending", role: "user" }),
  };
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
