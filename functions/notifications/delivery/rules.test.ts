import type { UserRecord } from "../../shared/user";
import { toPreferences, type PreferenceChanges } from "../../users/preferences/preferences";
import type { Personal } from "../messages";
import { channelsFor, isCurrent, quietFor } from "./rules";

const user: UserRecord = {
  ...{ userId: "usr_1", phoneHash: "h", phone: "v1.x", fullName: "Chan", status: "approved", role: "user" },
  ...{ createdAt: "2027-01-15T08:00:00.000Z", version: 1 },
};
const withEmail = { ...user, email: "chan@example.org" };
const approved: Personal = { kind: "approved", userId: "usr_1", decidedAt: "2027-01-15T08:00:00.000Z" };
/** A Monday. */
const MONDAY = "2027-01-18";
const digest = (date: string): Personal => ({ kind: "digest", userId: "usr_1", date, pending: 1 });

const recipient = (who: UserRecord, chosen: PreferenceChanges = {}) => ({
  user: who,
  preferences: toPreferences(chosen),
});

test.each<[UserRecord, PreferenceChanges, string[]]>([
  [user, {}, ["sms"]],
  [withEmail, {}, ["sms"]],
  [withEmail, { enabledChannels: ["email"] }, ["email"]],
  [withEmail, { primaryChannel: "email" }, ["email"]],
  [withEmail, { enabledChannels: ["sms", "email"] }, ["sms", "email"]],
  [withEmail, { smsOptIn: false }, ["email"]],
  [withEmail, { enabledChannels: ["sms", "email"], emailOptIn: false }, ["sms"]],
  [user, { enabledChannels: ["email"] }, ["sms"]],
  [user, { smsOptIn: false }, []],
  [withEmail, { smsOptIn: false, emailOptIn: false }, []],
])("a decision for %j with %j is sent by %j", (who, chosen, expected) => {
  expect(channelsFor(approved, recipient(who, chosen))).toEqual(expected);
});

test.each<[UserRecord, PreferenceChanges, string, string[]]>([
  [withEmail, {}, "2027-01-15", ["email"]],
  [withEmail, { digestFrequency: "realtime" }, "2027-01-15", ["email"]],
  [withEmail, { digestFrequency: "weekly" }, "2027-01-17", []],
  [withEmail, { digestFrequency: "weekly" }, MONDAY, ["email"]],
  [withEmail, { digestFrequency: "never" }, MONDAY, []],
  [withEmail, { emailOptIn: false }, MONDAY, []],
  [user, {}, MONDAY, []],
  [{ ...withEmail, synthetic: true }, {}, MONDAY, []],
])("the digest for %j with %j on %s is sent by %j", (who, chosen, date, expected) => {
  expect(channelsFor(digest(date), recipient(who, chosen))).toEqual(expected);
});

test.each([
  [approved, "approved", true],
  [approved, "suspended", false],
  [{ ...approved, kind: "rejected" }, "rejected", true],
  [{ ...approved, kind: "rejected" }, "approved", false],
  [digest(MONDAY), "approved", true],
  [digest(MONDAY), "suspended", false],
] as const)("%j to a user who is %s is current: %s", (message, status, expected) => {
  expect(isCurrent(message, recipient({ ...user, status }))).toBe(expected);
});

test("an unknown time zone falls back to the default", () => {
  const night = Date.parse("2027-01-15T15:00:00Z");
  const hours = { start: "22:00", end: "08:00", timezone: "Mars/Olympus" };
  expect(quietFor(recipient(user, { quietHours: hours }), night)).toBe(9 * 3600);
});
