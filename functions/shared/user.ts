import type { UserRole, UserStatus } from "./schemas";

/** A user as the rules see one. */
export interface User {
  userId: string;
  fullName: string;
  status: UserStatus;
  role: UserRole;
  /** ISO 8601 UTC, as all times here. */
  createdAt: string;
  /** Raised by every change of the user: what was decided on one version is not written over another. */
  version: number;
  email?: string;
  bio?: string;
  approvedAt?: string;
}

/** A user as the table holds one. */
export interface UserRecord extends User {
  /** What the number is looked up by. */
  phoneHash: string;
  /** The number, encrypted. */
  phone: string;
}

/** A user of a table's item, without the number: what else the item holds is left out. */
export function toUser(item: Readonly<Record<string, unknown>>): User {
  const { userId, fullName, status, role, createdAt, version, email, bio, approvedAt } =
    item as unknown as User;
  return {
    ...{ userId, fullName, status, role, createdAt, version },
    ...(email === undefined ? {} : { email }),
    ...(bio === undefined ? {} : { bio }),
    ...(approvedAt === undefined ? {} : { approvedAt }),
  };
}

/** The key of the item in the users table that makes one number one user. */
export function phoneKey(phoneHash: string): string {
  return `phone#${phoneHash}`;
}
