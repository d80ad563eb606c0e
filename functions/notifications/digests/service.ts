import type { DigestStore } from "./store";
import { CHUNK_SIZE, type DigestChunk } from "../messages";
import type { Outbox } from "../queue";

/** Dependencies of the digest. */
export interface DigestDeps {
  store: DigestStore;
  outbox: Outbox;
}

/**
 * Sends messages for the digest of a day, with all members in chunks; preferences are checked at delivery. No digest
 * without pending approvals. Repeated runs for a day are harmless: nobody gets the digest twice.
 * @param date `YYYY-MM-DD`.
 */
export async function startDigest({ store, outbox }: DigestDeps, date: string): Promise<void> {
  const pending = await store.countPending();
  if (pending === 0) return;
  for await (const userIds of store.approvedUsers()) {
    const chunks: DigestChunk[] = [];
    for (let i = 0; i < userIds.length; i += CHUNK_SIZE) {
      chunks.push({ kind: "digest-chunk", date, pending, userIds: userIds.slice(i, i + CHUNK_SIZE) });
    }
    await outbox.send(chunks);
  }
}
