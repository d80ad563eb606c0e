/** Stored with the hash of a sent code. */
export interface SentCode {
  /** Epoch s. */
  expiresAt: number;
  /** Name given at registration. */
  name: string;
  /** Id of the number's user at the time the code was sent. */
  userId?: string;
}
