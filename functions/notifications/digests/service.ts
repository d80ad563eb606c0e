import type { DigestStore } from "./store";
import { CHUNK_SIZE, type DigestChunk } from "../messages";
import type { Outbox } from "../queue";

/** What the digest needs. */
export interface DigestDeps {
  store: DigestStore;
  outbox: Outbox;
}

/**
 * Asks for the digest of a day for every member, in chunks; who wants it is found out when a chunk is delivered. Nobody
 * waits: no digest. Run again for the same day it asks again, and nobody gets it twice.
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
