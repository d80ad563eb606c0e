import { defined } from "../../shared/defined";
import type { Caller } from "../../shared/caller";
import { photoUrl } from "../../shared/photos";
import type { User } from "../../shared/user";
import type { Preferences, Profile } from "../routes";

/** How much of a user somebody sees. `card`: name and photo. `profile`: what they show. `all`: what is held. */
export type View = "name" | "card" | "profile" | "all";

/** Whether the caller sees all of a user, whatever the user's preferences say. */
export function seesAll(caller: Caller, userId: string): boolean {
  return caller.userId === userId || caller.role === "admin";
}

/**
 * What a member sees of another. Nobody is connected yet, so who shows themselves to connections shows the name
 * alone, as in the list of a classroom. The photo of the card is for old classmates to know one another again.
 * @param classmates whether the two share a classroom.
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

/** Which of the ways to reach a user a view holds. */
export function contactsOf(view: View, preferences: Preferences): { phone: boolean; email: boolean } {
  if (view === "all") return { phone: true, email: true };
  const shown = view === "profile";
  return { phone: shown && preferences.showPhone, email: shown && preferences.showEmail };
}

/**
 * A user as an answer holds them. Standing and time of joining go with the name: they are the same for most.
 * @param photosDomain of the CDN.
 */
export function profileOf(
  user: User,
  view: View,
  photosDomain: string,
  contacts: { phoneNumber?: string | undefined; email?: string | undefined } = {},
): Profile {
  const { userId, fullName, status, role, createdAt, approvedAt, bio, photoKey } = user;
  const full = view === "profile" || view === "all";
  return defined({
    ...{ userId, fullName, status, role, createdAt },
    profilePhotoUrl: photoKey === undefined || view === "name" ? undefined : photoUrl(photosDomain, photoKey),
    approvedAt: full ? approvedAt : undefined,
    bio: full ? bio : undefined,
    email: contacts.email,
    phoneNumber: contacts.phoneNumber,
  });
}
