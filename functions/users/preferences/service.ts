import { ApiError, badRequest, type FieldProblem } from "../../shared/errors";
import { isUserId } from "../../shared/ids";
import { toPreferences, withChanges, type PreferenceChanges } from "./preferences";
import type { PreferencesStore } from "./store";
import { noSuchUser } from "../profile/service";
import type { Preferences } from "../routes";

/** Times that a change is tried when another one comes between. Each but the first costs one more call. */
const ATTEMPTS = 3;

/** The preferences of a user; the defaults for who has chosen nothing. @throws ApiError NOT_FOUND. */
export async function readPreferences(store: PreferencesStore, userId: string): Promise<Preferences> {
  const found = isUserId(userId) ? await store.read(userId) : undefined;
  if (found === undefined) throw noSuchUser();
  return toPreferences(found.chosen);
}

/**
 * Changes any of the preferences. What is given is held against what is there, so the change is written only if that
 * is still the same. Only what was chosen is kept: defaults that change later hold for all others.
 * @throws ApiError NOT_FOUND, BAD_REQUEST for a combination that makes no sense, CONFLICT when others came between
 * each time.
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
  throw new ApiError("CONFLICT", "The preferences were changed at the same time: try again.");
}

function problemsOf({ primaryChannel, enabledChannels, quietHours }: Preferences): FieldProblem[] {
  return [
    ...(enabledChannels.includes(primaryChannel)
      ? []
      : [{ field: "primaryChannel", problem: "must be one of the enabled channels" }]),
    ...(new Set(enabledChannels).size === enabledChannels.length
      ? []
      : [{ field: "enabledChannels", problem: "names a channel twice" }]),
    ...(isTimezone(quietHours.timezone)
      ? []
      : [{ field: "quietHours.timezone", problem: "is not the name of a time zone" }]),
  ];
}

/** A name such as `Asia/Hong_Kong`. Offsets such as `+08:00` are no names: they know no summer time. */
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
