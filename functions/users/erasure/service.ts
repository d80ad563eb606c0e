import { isUserId } from "../../shared/ids";
import type { DeletionStore, Leaver } from "./deletion-store";
import type { ErasureQueue } from "./queue";
import type { ErasureStore } from "./erasure-store";
import { noSuchUser } from "../profile/service";

/** Attempts when the user changes during a deletion. Each retry costs one call. */
const ATTEMPTS = 3;

/**
 * Deletes the user record immediately and queues the erasure of all other data. The message is sent first: if the
 * deletion fails half-way, the erasure does the rest.
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
 * Erases all remaining data of a user. All steps are idempotent; if one fails, all are retried. The user record goes
 * first, so that no new data can be created meanwhile.
 */
export async function eraseUser(
  stores: { deletion: DeletionStore; erasure: ErasureStore },
  userId: string,
): Promise<void> {
  // The id is part of the prefix of deleted objects: a shorter one would match those of other users.
  if (!isUserId(userId)) throw new Error("the erasure has an invalid user id");
  const user = await stores.deletion.find(userId);
  if (user !== undefined) await remove(stores.deletion, user);
  await stores.erasure.deleteSessions(userId);
  await stores.erasure.deleteMemberships(userId);
  await stores.erasure.forgetGiven(userId);
  await stores.erasure.deletePhotos(userId);
}

async function remove(store: DeletionStore, seen: Leaver): Promise<void> {
  let user = seen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const result = await store.delete(user);
    if (result.done || result.user === undefined) return;
    user = result.user;
  }
  throw new Error(`the user changed during each of ${String(ATTEMPTS)} attempts to delete it`);
}
