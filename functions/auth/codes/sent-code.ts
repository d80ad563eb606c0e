import type { User } from "../../shared/user";

/** A code that was sent, and what its holder will be: kept beside its hash, so that verifying needs no read. */
export interface SentCode {
  /** Epoch s. */
  expiresAt: number;
  /** The name that was asked for. */
  name: string;
  /** The number's user as it stood when the code was sent. */
  user?: User;
}
