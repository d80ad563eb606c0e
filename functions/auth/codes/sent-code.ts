import type { User } from "../../shared/user";

/** Stored with the hash of a sent code, so that verifying needs no further read. */
export interface SentCode {
  /** Epoch s. */
  expiresAt: number;
  /** Name given at registration. */
  name: string;
  /** The number's user at the time the code was sent. */
  user?: User;
}
