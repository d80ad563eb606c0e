import { defined } from "./defined";
import { badRequest } from "./errors";
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
  /** Key of the photo that is shown; see photos.ts for its address. */
  photoKey?: string;
}

/** A user as the table holds one. */
export interface UserRecord extends User {
  /** What the number is looked up by. */
  phoneHash: string;
  /** The number, encrypted. */
  phone: string;
}

/** Key of the item in the users table that holds the counts of the whole platform. */
export const STATS_KEY = "stats#all";

/** Fewest characters of a name, once it is tidied. */
const NAME_MIN = 2;

/** A user of a table's item, without the number: what else the item holds is left out. */
export function toUser(item: Readonly<Record<string, unknown>>): User {
  const { userId, fullName, status, role, createdAt, version, email, bio, approvedAt, photoKey } =
    item as unknown as User;
  return defined({
    ...{ userId, fullName, status, role, createdAt, version },
    ...{ email, bio, approvedAt, photoKey },
  });
}

/** A user of a table's item, with the number. */
export function toUserRecord(item: Readonly<Record<string, unknown>>): UserRecord {
  const { phoneHash, phone } = item as unknown as UserRecord;
  return { ...toUser(item), phoneHash, phone };
}

/** The key of the item in the users table that makes one number one user. */
export function phoneKey(phoneHash: string): string {
  return `phone#${phoneHash}`;
}

/**
 * A name as it is kept: composed characters, single spaces, no control characters.
 * @throws ApiError BAD_REQUEST on field `name` when too little of it can be seen.
 */
export function tidyName(typed: string): string {
  const name = typed
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  // Zero-width characters have a place inside a name, as between the parts of an emoji; alone they are no name. Nor are
  // empty cells of Braille.
  if (name.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, "").length < NAME_MIN) {
    throw badRequest([{ field: "name", problem: `must have at least ${String(NAME_MIN)} characters` }]);
  }
  return name;
}
