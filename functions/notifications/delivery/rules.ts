import type { UserRecord } from "../../shared/user";
import { defaultPreferences } from "../../users/preferences/preferences";
import type { Preferences } from "../../users/routes";
import type { Recipient } from "./store";
import type { Personal } from "../messages";
import { quietSeconds } from "./quiet-hours";

/** Channels that the platform can send over by itself. */
export type Channel = "sms" | "email";

/**
 * Longest that a function may be at sending, s: its timeout is shorter. Until then nobody else sends the same; after it
 * a sending without a record is taken for one that was not made. The queue's visibility timeout is longer: what comes
 * again because its consumer died may be sent at once, and is not received in vain.
 */
export const LEASE_SECONDS = 90;

/**
 * How long a record of what was sent is kept, s. A message waits at most 14 days on the queue, and 14 more among the
 * dead letters before it is put back for as long.
 */
export const KEEP_SECONDS = 60 * 86_400;

/** Whether a message still tells how things are: a decision may have been overtaken while it waited. */
export function isCurrent(message: Personal, { user }: Recipient): boolean {
  return user.status === (message.kind === "digest" ? "approved" : message.kind);
}

/** Over which channels a message goes to somebody. None: they want none, or there is no way to reach them. */
export function channelsFor(message: Personal, { user, preferences }: Recipient): readonly Channel[] {
  if (message.kind === "digest") return wantsDigest(user, preferences, message.date) ? ["email"] : [];
  const { primaryChannel, enabledChannels } = preferences;
  const usable = (["sms", "email"] as const).filter((channel) => mayUse(channel, user, preferences));
  const chosen = usable.filter((channel) => channel === primaryChannel || enabledChannels.includes(channel));
  // Who is decided on has to hear of it, and cannot in the app alone: then by the first way there is.
  return chosen.length > 0 ? chosen : usable.slice(0, 1);
}

/** Whether somebody wants the digest of this day. There is none more often than daily; weekly is on Mondays. */
export function wantsDigest(user: UserRecord, preferences: Preferences, date: string): boolean {
  if (!mayUse("email", user, preferences)) return false;
  switch (preferences.digestFrequency) {
    case "realtime":
    case "daily":
      return true;
    case "weekly":
      return new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
    case "never":
      return false;
  }
}

/** How long somebody is not to be disturbed yet, s. @param now epoch ms. */
export function quietFor({ preferences: { quietHours } }: Recipient, now: number): number {
  try {
    return quietSeconds(quietHours, now);
  } catch (error) {
    // A zone that the runtime no longer knows must not keep a message from ever being sent.
    if (!(error instanceof RangeError)) throw error;
    return quietSeconds({ ...quietHours, timezone: defaultPreferences.quietHours.timezone }, now);
  }
}

function mayUse(channel: Channel, user: UserRecord, preferences: Preferences): boolean {
  return channel === "sms" ? preferences.smsOptIn : preferences.emailOptIn && user.email !== undefined;
}
