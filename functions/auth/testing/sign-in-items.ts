import type { UserRecord } from "../../shared/user";
import type { Attempt } from "../codes/limits";
import { sendLimits, tryLimits } from "../codes/rules";
import type { SessionRecord } from "../sessions/verify-store";

/** The start of a clock hour. */
export const T = 1_800_000_000;
export const SENDS = sendLimits(20);
export const TRIES = tryLimits(5);
/** Of the phone secret. */
export const FINGERPRINT = "fingerprint";

let serial = 0;
/** A key that is unique among the tests. */
export const unique = (what: string): string => `${what}-${String(++serial)}`;

export function attempt(over: Partial<Attempt> = {}): Attempt {
  return { phoneHash: unique("phone"), sourceHash: unique("source"), now: T, ...over };
}

export function use(phoneHash: string, over: Partial<Attempt> & { codeHash?: string } = {}) {
  return { ...attempt({ phoneHash }), codeHash: "right-code", limits: TRIES, ...over };
}

export function user(phoneHash: string, over: Partial<UserRecord> = {}): UserRecord {
  return {
    userId: unique("usr"),
    phoneHash,
    phone: "v1.encrypted",
    fullName: "Chan Tai Man",
    status: "pending",
    role: "user",
    createdAt: "2027-01-15T08:00:00.000Z",
    version: 1,
    ...over,
  };
}

export function session(userId: string): SessionRecord {
  const sessionId = unique("ses");
  return {
    sessionId,
    userId,
    refreshHash: "hash",
    createdAt: "2027-01-15T08:00:00.000Z",
    expiresAt: T + 10,
  };
}
