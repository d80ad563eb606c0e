import { defined } from "../../shared/defined";
import type { Caller } from "../../shared/caller";
import { ApiError } from "../../shared/errors";
import { decryptPhone, type PhoneKeys } from "../../shared/phone-keys";
import { isUserId } from "../../shared/ids";
import { tidyName, type UserRecord } from "../../shared/user";
import type { ProfileChanges, ProfileReader, ProfileWriter } from "./store";
import { contactsOf, profileOf, seesAll, viewOf } from "./view";
import type { Profile } from "../routes";

/** What showing a user needs. */
export interface ShowDeps {
  phoneKeys: () => Promise<PhoneKeys>;
  /** Domain of the CDN that serves photos. */
  photosDomain: string;
}

/** No such user, or none that the caller may know of: the answer is one. */
export function noSuchUser(): ApiError {
  return new ApiError("NOT_FOUND", "There is no such user.");
}

/**
 * A user as far as the caller may see them. The number is decrypted only where it is shown.
 * @throws ApiError NOT_FOUND for an unknown user, and to members for one who is not approved.
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

/** All of a user, for themselves or an admin. */
export async function showAll(deps: ShowDeps, user: UserRecord): Promise<Profile> {
  const phoneNumber = await numberOf(deps, user);
  return profileOf(user, "all", deps.photosDomain, { email: user.email, phoneNumber });
}

/** What a request asks to be changed of a profile. */
export interface ProfileRequest {
  name?: string | undefined;
  /** An empty one clears it. */
  bio?: string | undefined;
  /** An empty one clears it. */
  email?: string | undefined;
}

/**
 * Changes a profile. Who is asked to vouch sees the new name too: should that fail, the same request again
 * repairs it.
 * @throws ApiError NOT_FOUND, or BAD_REQUEST for a name that is none.
 */
export async function changeProfile(
  deps: ShowDeps & { store: ProfileWriter },
  userId: string,
  request: ProfileRequest,
): Promise<Profile> {
  if (!isUserId(userId)) throw noSuchUser();
  const { name, bio, email } = request;
  const changes: ProfileChanges = defined({
    fullName: name === undefined ? undefined : tidyName(name),
    bio: bio === undefined ? undefined : tidyText(bio) || null,
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

/** Composed characters, and of the control characters only line breaks. */
function tidyText(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n]/gu, "")
    .trim();
}
