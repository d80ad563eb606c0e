import { defined } from "../../shared/defined";
import type { Caller } from "../../shared/caller";
import { photoUrl } from "../../shared/photos";
import type { User } from "../../shared/user";
import type { Preferences, Profile } from "../routes";

/** Visible part of a user. `card`: name and photo. `profile`: what the user shows. `all`: everything. */
export type View = "name" | "card" | "profile" | "all";

/** Whether the caller sees all of a user, regardless of preferences. */
export function seesAll(caller: Caller, userId: string): boolean {
  return caller.userId === userId || caller.role === "admin";
}

/**
 * What a member sees of another user. Connections do not exist yet, so visibility `connections` shows the name only. The
 * card has a photo so that classmates recognise each other.
 * @param classmates whether both share a classroom.
 */
export function viewOf(visibility: Preferences["profileVisibility"], classmates: boolean): View {
  switch (visibility) {
    case "public":
      return "profile";
    case "classmates":
      return classmates ? "profile" : "card";
    case "connections":
      return "name";
  }
}

/** Which contact details a view includes. */
export function contactsOf(view: View, preferences: Preferences): { phone: boolean; email: boolean } {
  if (view === "all") return { phone: true, email: true };
  const shown = view === "profile";
  return { phone: shown && preferences.showPhone, email: shown && preferences.showEmail };
}

/** Photo and text of a user, as far as a view includes them. @param photosDomain of the CDN. */
export function portraitOf(
  { bio, photoKey }: Pick<User, "bio" | "photoKey">,
  view: View,
  photosDomain: string,
): Pick<Profile, "bio" | "profilePhotoUrl"> {
  return defined({
    profilePhotoUrl: photoKey === undefined || view === "name" ? undefined : photoUrl(photosDomain, photoKey),
    bio: view === "profile" || view === "all" ? bio : undefined,
  });
}

/**
 * The profile as returned to a caller. Every view includes status, role and creation time.
 * @param photosDomain of the CDN.
 */
export function profileOf(
  user: User,
  view: View,
  photosDomain: string,
  contacts: { phoneNumber?: string | undefined; email?: string | undefined } = {},
): Profile {
  const { userId, fullName, status, role, createdAt, approvedAt } = user;
  return defined({
    ...{ userId, fullName, status, role, createdAt },
    ...portraitOf(user, view, photosDomain),
    approvedAt: view === "profile" || view === "all" ? approvedAt : undefined,
    email: contacts.email,
    phoneNumber: contacts.phoneNumber,
  });
}
