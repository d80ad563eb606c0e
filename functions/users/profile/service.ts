import { defined } from "../../shared/defined";
import type { Caller } from "../../shared/caller";
import { ApiError } from "../../shared/errors";
import { decryptPhone, type PhoneKeys } from "../../shared/phone-keys";
import { isUserId } from "../../shared/ids";
import type { UserRecord } from "../../shared/user";
import type { ProfileChanges, ProfileReader, ProfileWriter } from "./store";
import { contactsOf, profileOf, seesAll, viewOf } from "./view";
import type { Profile } from "../routes";

/** Dependencies of showing a profile. */
export interface ShowDeps {
  phoneKeys: () => Promise<PhoneKeys>;
  /** Domain of the CDN that serves photos. */
  photosDomain: string;
}

/** The user does not exist, or is not visible to the caller: both get the same response. */
export function noSuchUser(): ApiError {
  return new ApiError("NOT_FOUND", "User not found.");
}

/**
 * The profile of a user, as far as it is visible to the caller. The number is only decrypted if it is shown.
 * @throws ApiError NOT_FOUND for an unknown user and, for members, a user who is not approved.
 */
export async function showUser(
  deps: ShowDeps & { store: ProfileReader },
  caller: Caller,
  userId: string,
): Promise<Profile> {
  if (!isUserId(userId)) throw noSuchUser();
  if (seesAll(caller, userId)) {
    const user = await deps.store.getUser(userId);
    if (user === undefined) throw noSuchUser();
    return showAll(deps, user);
  }
  const found = await deps.store.getAcquaintance(userId, caller.userId);
  if (found?.user.status !== "approved") throw noSuchUser();
  const { user, preferences, classmates } = found;
  const view = viewOf(preferences.profileVisibility, classmates);
  const shown = contactsOf(view, preferences);
  return profileOf(user, view, deps.photosDomain, {
    email: shown.email ? user.email : undefined,
    phoneNumber: shown.phone ? await numberOf(deps, user) : undefined,
  });
}

/** The complete profile, for the user or an admin. */
export async function showAll(deps: ShowDeps, user: UserRecord): Promise<Profile> {
  const phoneNumber = await numberOf(deps, user);
  return profileOf(user, "all", deps.photosDomain, { email: user.email, phoneNumber });
}

/** Requested changes of a profile. */
export interface ProfileRequest {
  name?: string | undefined;
  /** Empty: clear it. */
  bio?: string | undefined;
  /** Empty: clear it. */
  email?: string | undefined;
}

/**
 * Changes a profile, and the name of a pending approval. If the latter fails, repeating the request repairs it.
 * @throws ApiError NOT_FOUND.
 */
export async function changeProfile(
  deps: ShowDeps & { store: ProfileWriter },
  userId: string,
  request: ProfileRequest,
): Promise<Profile> {
  if (!isUserId(userId)) throw noSuchUser();
  const { name, bio, email } = request;
  const changes: ProfileChanges = defined({
    fullName: name,
    bio: bio === undefined ? undefined : bio || null,
    email: email === undefined ? undefined : email || null,
  });
  const user = await deps.store.updateUser(userId, changes);
  if (user === undefined) throw noSuchUser();
  if (changes.fullName !== undefined && user.status === "pending") {
    await deps.store.renameApplicant(userId, changes.fullName);
  }
  return showAll(deps, user);
}

async function numberOf(deps: ShowDeps, user: UserRecord): Promise<string> {
  return decryptPhone(await deps.phoneKeys(), user.userId, user.phone);
}
