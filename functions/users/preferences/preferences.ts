import type { Preferences } from "../routes";

/** Default preferences. */
export const defaultPreferences: Preferences = {
  primaryChannel: "app",
  enabledChannels: ["app"],
  smsOptIn: true,
  emailOptIn: true,
  notify: { messages: true, events: true, forumPosts: false },
  digestFrequency: "daily",
  quietHours: { start: "22:00", end: "08:00", timezone: "Asia/Hong_Kong" },
  profileVisibility: "classmates",
  showPhone: false,
  showEmail: false,
};

/** Any part of the preferences: what a user has set, as stored with key and version. */
export type PreferenceChanges = {
  [Key in keyof Preferences]?: Key extends "notify"
    ? { [Kind in keyof Preferences["notify"]]?: boolean | undefined } | undefined
    : Preferences[Key] | undefined;
};

/** Applies an item on top of the defaults; without an item: the defaults. */
export function toPreferences(item: Readonly<Record<string, unknown>> = {}): Preferences {
  const names = Object.keys(defaultPreferences).filter((name) => item[name] !== undefined);
  const chosen = Object.fromEntries(names.map((name) => [name, item[name]])) as PreferenceChanges;
  return withChanges(defaultPreferences, chosen);
}

/** Applies changes to preferences. */
export function withChanges(preferences: Preferences, changes: PreferenceChanges): Preferences {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const kinds = Object.entries(changes.notify ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...preferences,
    ...Object.fromEntries(given),
    notify: { ...preferences.notify, ...Object.fromEntries(kinds) },
  };
}
