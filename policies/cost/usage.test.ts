import { coldStarts, defaultUsage, hoursWith, HOURS, runsOf, usageWith } from "./usage";

test("500 users make the 100,000 requests a month that the platform expects", () => {
  expect(defaultUsage.users * defaultUsage.requests).toBe(100_000);
});

test.each([
  [{ user: 5 }, 'there is no usage "user"; known: users, requests'],
  [{ users: -1 }, 'the usage "users" must be a number of at least 0'],
  [{ users: Number.NaN }, 'the usage "users" must be'],
  [{ users: "5" }, 'the usage "users" must be'],
])("%j is refused", (overrides, message) => {
  expect(() => usageWith(overrides)).toThrow(message);
});

test("the others stay", () => {
  expect(usageWith({ users: 0 })).toEqual({ ...defaultUsage, users: 0 });
});

test.each([
  ["rate(5 minutes)", HOURS * 12],
  ["rate(1 hour)", HOURS],
  ["rate(1 day)", HOURS / 24],
  ["cron(0 9 * * ? *)", HOURS / 24],
  ["cron(0/15 * * * ? *)", HOURS * 4],
  ["cron(0,30 9-17 * * ? *)", (HOURS / 24) * 18],
  ["cron(10-20/5 0 * * ? *)", (HOURS / 24) * 3],
  ["at(2026-11-28T00:00:00)", 1],
])("%s runs %d times a month", (expression, runs) => {
  expect(runsOf(expression)).toBeCloseTo(runs, 6);
});

test("a rare metric has data in as many hours as it is written, a frequent one in all", () => {
  expect(hoursWith(0)).toBe(0);
  expect(hoursWith(2)).toBeCloseTo(2, 1);
  expect(hoursWith(1_000_000)).toBeCloseTo(HOURS, 6);
});

test("functions that are rarely called start cold each time, busy ones about once an hour", () => {
  expect(coldStarts(0)).toBe(0);
  expect(coldStarts(10)).toBeCloseTo(10, 1);
  expect(coldStarts(10_000_000)).toBe(HOURS);
});
