import { quietSeconds } from "./quiet-hours";

const at = (iso: string): number => Date.parse(iso);
const HOUR = 3600;

test.each([
  // 22:00 to 08:00 in Hong Kong is 14:00 to 00:00 UTC.
  ["before the start", "2027-01-15T13:59:59Z", 0],
  ["at the start", "2027-01-15T14:00:00Z", 10 * HOUR],
  ["before midnight", "2027-01-15T15:59:00Z", 8 * HOUR + 60],
  ["after midnight", "2027-01-15T16:00:01Z", 8 * HOUR - 1],
  ["in the last second", "2027-01-15T23:59:59Z", 1],
  ["at the end", "2027-01-16T00:00:00Z", 0],
])("over midnight: %s", (_when, now, expected) => {
  expect(quietSeconds({ start: "22:00", end: "08:00", timezone: "Asia/Hong_Kong" }, at(now))).toBe(expected);
});

test.each([
  ["before", "2027-01-15T12:59:00Z", 0],
  ["within", "2027-01-15T13:30:00Z", 30 * 60],
  ["at the end", "2027-01-15T14:00:00Z", 0],
])("within a day: %s", (_when, now, expected) => {
  expect(quietSeconds({ start: "13:00", end: "14:00", timezone: "UTC" }, at(now))).toBe(expected);
});

test.each([
  ["an hour that is left out makes the night shorter", "Europe/London", "2027-03-27T22:00:00Z", 9],
  ["an hour that comes twice makes it longer", "Europe/London", "2027-10-30T21:00:00Z", 11],
  ["New York, forward", "America/New_York", "2027-03-14T03:00:00Z", 9],
  ["New York, back", "America/New_York", "2027-11-07T02:00:00Z", 11],
  ["half an hour, Lord Howe, forward", "Australia/Lord_Howe", "2027-10-02T11:30:00Z", 9.5],
])("22:00 to 08:00 across a daylight saving change: %s", (_what, timezone, start, hours) => {
  expect(quietSeconds({ start: "22:00", end: "08:00", timezone }, at(start) - 1000)).toBe(0);
  expect(quietSeconds({ start: "22:00", end: "08:00", timezone }, at(start))).toBe(hours * HOUR);
});

test("an end that is skipped by daylight saving is at the change", () => {
  const hours = { start: "22:00", end: "02:30", timezone: "America/New_York" };
  // 01:59 EST is followed by 03:00 EDT, at 07:00 UTC.
  expect(quietSeconds(hours, at("2027-03-14T06:00:00Z"))).toBe(HOUR);
});

test("an end that occurs twice is at the first, and quiet hours resume after the change", () => {
  const hours = { start: "22:00", end: "01:30", timezone: "America/New_York" };
  // 01:30 EDT is 05:30 UTC; 01:00 EST is 06:00 UTC; 01:30 EST is 06:30 UTC.
  expect(quietSeconds(hours, at("2027-11-07T05:00:00Z"))).toBe(HOUR / 2);
  expect(quietSeconds(hours, at("2027-11-07T05:45:00Z"))).toBe(0);
  expect(quietSeconds(hours, at("2027-11-07T06:00:00Z"))).toBe(HOUR / 2);
});

test("if daylight saving skips the only other minutes, quiet hours last until the next day", () => {
  const hours = { start: "03:00", end: "02:00", timezone: "America/New_York" };
  // From 03:00 EST on the 13th; 02:00 to 03:00 on the 14th is not there; so until 02:00 EDT on the 15th.
  expect(quietSeconds(hours, at("2027-03-13T08:00:00Z"))).toBe(46 * HOUR);
});

test("start equal to end means no quiet hours, and a day less a minute ends", () => {
  expect(quietSeconds({ start: "08:00", end: "08:00", timezone: "UTC" }, at("2027-01-15T08:00:00Z"))).toBe(0);
  expect(quietSeconds({ start: "08:00", end: "07:59", timezone: "UTC" }, at("2027-01-15T08:00:00Z"))).toBe(
    24 * HOUR - 60,
  );
});

test("midnight is 00:00", () => {
  const hours = { start: "23:59", end: "00:01", timezone: "UTC" };
  expect(quietSeconds(hours, at("2027-01-15T00:00:00Z"))).toBe(60);
  expect(quietSeconds({ ...hours, start: "00:00", end: "06:00" }, at("2027-01-15T00:00:00Z"))).toBe(6 * HOUR);
});

test("an unknown time zone throws RangeError", () => {
  expect(() => quietSeconds({ start: "22:00", end: "08:00", timezone: "Mars/Olympus" }, 0)).toThrow(
    RangeError,
  );
});
