import { defined } from "./defined";
import type { UserRole, UserStatus } from "./schemas";

/** A user. */
export interface User {
  userId: string;
  fullName: string;
  status: UserStatus;
  role: UserRole;
  /** ISO 8601 UTC, as all times here. */
  createdAt: string;
  /** Incremented by every change, for optimistic locking. */
  version: number;
  email?: string;
  bio?: string;
  approvedAt?: string;
  /** Key of the current photo; see photos.ts for its URL. */
  photoKey?: string;
  /** Set for the user of a smoke test: a member who is not counted and gets no messages. */
  synthetic?: true;
}

/** A user, as stored. */
export interface UserRecord extends User {
  /** Lookup key of the number. */
  phoneHash: string;
  /** The number, encrypted. */
  phone: string;
}

/** Converts an item to a user, without number and other attributes. */
export function toUser(item: Readonly<Record<string, unknown>>): User {
  const { userId, fullName, status, role, createdAt, version, email, bio, approvedAt, photoKey, synthetic } =
    item as unknown as User;
  return defined({
    ...{ userId, fullName, status, role, createdAt, version },
    ...{ email, bio, approvedAt, photoKey, synthetic },
  });
}

/** Converts an item to a user, with the number. */
export function toUserRecord(item: Readonly<Record<string, unknown>>): UserRecord {
  const { phoneHash, phone } = item as unknown as UserRecord;
  return { ...toUser(item), phoneHash, phone };
}

/** Key of the item in the users table that reserves a number for one user. */
export function phoneKey(phoneHash: string): string {
  return `phone#${phoneHash}`;
}
