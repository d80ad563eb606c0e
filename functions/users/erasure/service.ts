import { isUserId } from "../../shared/ids";
import type { DeletionStore, Leaver } from "./deletion-store";
import type { ErasureQueue } from "./queue";
import type { ErasureStore } from "./erasure-store";
import { noSuchUser } from "../profile/service";

/** Times that a deletion is tried when the user changes under it. Each but the first costs one more call. */
const ATTEMPTS = 3;

/**
 * Deletes a user at once, and sees to it that what else is held about them goes soon. The order comes first: if
 * this ends half-way, the erasure that it ordered does the rest, the user included.
 * @throws ApiError NOT_FOUND.
 */
export async function deleteUser(
  deps: { store: DeletionStore; queue: ErasureQueue },
  userId: string,
): Promise<void> {
  const user = isUserId(userId) ? await deps.store.find(userId) : undefined;
  if (user === undefined) throw noSuchUser();
  await deps.queue.order(userId);
  await remove(deps.store, user);
}

/**
 * Erases whatever is left of a user. Every step may be done again, and is, from the first, when one fails. The user
 * goes first, so that nothing new can come of them while the rest goes.
 */
export async function eraseUser(
  stores: { deletion: DeletionStore; erasure: ErasureStore },
  userId: string,
): Promise<void> {
  // The id is part of what is deleted by its beginning: a shorter one would reach others.
  if (!isUserId(userId)) throw new Error("an erasure names no user");
  const user = await stores.deletion.find(userId);
  if (user !== undefined) await remove(stores.deletion, user);
  await stores.erasure.deleteSessions(userId);
  await stores.erasure.deleteMemberships(userId);
  await stores.erasure.deletePhotos(userId);
}

async function remove(store: DeletionStore, seen: Leaver): Promise<void> {
  let user = seen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const result = await store.delete(user);
    if (result.done || result.user === undefined) return;
    user = result.user;
  }
  throw new Error(`a user changed during each of ${String(ATTEMPTS)} attempts to delete them`);
}
