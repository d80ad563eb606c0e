import { ApiError, badRequest, type FieldProblem } from "../../shared/errors";
import { isUserId } from "../../shared/ids";
import { toPreferences, withChanges, type PreferenceChanges } from "./preferences";
import type { PreferencesStore } from "./store";
import { noSuchUser } from "../profile/service";
import type { Preferences } from "../routes";

/** Attempts when the preferences change concurrently. Each retry costs one call. */
const ATTEMPTS = 3;

/** The preferences of a user, with defaults. @throws ApiError NOT_FOUND. */
export async function readPreferences(store: PreferencesStore, userId: string): Promise<Preferences> {
  const found = isUserId(userId) ? await store.read(userId) : undefined;
  if (found === undefined) throw noSuchUser();
  return toPreferences(found.chosen);
}

/**
 * Changes preferences, with optimistic locking, since changes are validated together with the stored values. Only
 * values that the user has set are stored: all others follow the defaults.
 * @throws ApiError NOT_FOUND, BAD_REQUEST for an invalid combination, CONFLICT after repeated concurrent changes.
 */
export async function changePreferences(
  store: PreferencesStore,
  userId: string,
  changes: PreferenceChanges,
): Promise<Preferences> {
  const found = isUserId(userId) ? await store.read(userId) : undefined;
  if (found === undefined) throw noSuchUser();
  let chosen = found.chosen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const preferences = withChanges(toPreferences(chosen), changes);
    const problems = problemsOf(preferences);
    if (problems.length > 0) throw badRequest(problems);
    const result = await store.write(userId, chosen, merged(chosen, changes));
    if (result.done) return preferences;
    if (!result.user) throw noSuchUser();
    chosen = result.chosen;
  }
  throw new ApiError("CONFLICT", "The preferences were changed at the same time. Try again.");
}

function problemsOf({ primaryChannel, enabledChannels, quietHours }: Preferences): FieldProblem[] {
  return [
    ...(enabledChannels.includes(primaryChannel)
      ? []
      : [{ field: "primaryChannel", problem: "must be one of the enabled channels" }]),
    ...(new Set(enabledChannels).size === enabledChannels.length
      ? []
      : [{ field: "enabledChannels", problem: "must not contain duplicates" }]),
    ...(isTimezone(quietHours.timezone)
      ? []
      : [{ field: "quietHours.timezone", problem: "must be an IANA time zone" }]),
  ];
}

/** Whether this is a name such as `Asia/Hong_Kong`. Offsets such as `+08:00` ignore daylight saving time. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function merged(chosen: PreferenceChanges, changes: PreferenceChanges): PreferenceChanges {
  const notify = { ...chosen.notify, ...changes.notify };
  return { ...chosen, ...changes, ...(Object.keys(notify).length === 0 ? {} : { notify }) };
}
