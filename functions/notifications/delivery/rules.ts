import type { UserRecord } from "../../shared/user";
import { defaultPreferences } from "../../users/preferences/preferences";
import type { Preferences } from "../../users/routes";
import type { Recipient } from "./store";
import type { Personal } from "../messages";
import { quietSeconds } from "./quiet-hours";

/** Channels that the platform can send to. */
export type Channel = "sms" | "email";

/** All channels, the preferred one first. */
const CHANNELS: readonly Channel[] = ["sms", "email"];

/**
 * Duration of a claim, s. Longer than the function's timeout: when the claim ends, an unrecorded message counts as not
 * sent. Shorter than the queue's visibility timeout: a retry after a crash can send at once.
 */
export const LEASE_SECONDS = 90;

/**
 * TTL of records of sent messages, s. A message stays at most 14 days in the queue, 14 days in the dead-letter queue, and
 * 14 more after a redrive.
 */
export const KEEP_SECONDS = 60 * 86_400;

/** Whether a message is still true: the status of the user may have changed. */
export function isCurrent(message: Personal, { user }: Recipient): boolean {
  return user.status === (message.kind === "digest" ? "approved" : message.kind);
}

/** Channels for a message to a user. None: the user does not want it, or cannot be reached. */
export function channelsFor(message: Personal, { user, preferences }: Recipient): readonly Channel[] {
  if (message.kind === "digest") return wantsDigest(user, preferences, message.date) ? ["email"] : [];
  const { primaryChannel, enabledChannels } = preferences;
  const usable = CHANNELS.filter((channel) => mayUse(channel, user, preferences));
  const chosen = usable.filter((channel) => channel === primaryChannel || enabledChannels.includes(channel));
  // Decisions are always sent, even to users of the app only: by the first usable channel.
  return chosen.length > 0 ? chosen : usable.slice(0, 1);
}

/** Channels to try if all chosen ones refuse the recipient. A digest has none: it is not important enough. */
export function otherChannels(
  message: Personal,
  { user, preferences }: Recipient,
  chosen: readonly Channel[],
): readonly Channel[] {
  if (message.kind === "digest") return [];
  return CHANNELS.filter((channel) => !chosen.includes(channel) && mayUse(channel, user, preferences));
}

/** Whether a user wants the digest of this day. At most daily; weekly is on Mondays. Synthetic users get none. */
export function wantsDigest(user: UserRecord, preferences: Preferences, date: string): boolean {
  if (user.synthetic === true || !mayUse("email", user, preferences)) return false;
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

/** Seconds until the user's quiet hours end. @param now epoch ms. */
export function quietFor({ preferences: { quietHours } }: Recipient, now: number): number {
  try {
    return quietSeconds(quietHours, now);
  } catch (error) {
    // A time zone that the runtime no longer knows must not block the message for ever.
    if (!(error instanceof RangeError)) throw error;
    return quietSeconds({ ...quietHours, timezone: defaultPreferences.quietHours.timezone }, now);
  }
}

function mayUse(channel: Channel, user: UserRecord, preferences: Preferences): boolean {
  return channel === "sms" ? preferences.smsOptIn : preferences.emailOptIn && user.email !== undefined;
}
