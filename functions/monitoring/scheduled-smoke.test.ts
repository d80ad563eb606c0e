/** Which health checks are smoke tests, and what becomes of their results. */
import { readMetrics } from "../testing/emf";
import { captureOutput } from "../testing/output";
import { TestStage } from "../testing/stage";
import type { handler as Handler } from "./health-check";
import { checkHealth } from "./check";
import { smokeTest } from "./smoke/run";

jest.mock("./check");
jest.mock("./smoke/run");

new TestStage("scheduled", {
  ...{ API_URL: "https://api.example.org", SMOKE_MINUTES: "30", HEALTH_CHECK_MINUTES: "5" },
  ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
});
const output = captureOutput();
const smoke = jest.mocked(smokeTest);
let handler: typeof Handler;

beforeAll(async () => {
  ({ handler } = await import("./health-check.js"));
});
beforeEach(() => {
  jest.mocked(checkHealth).mockResolvedValue("ok");
  smoke.mockReset();
  smoke.mockResolvedValue({ passed: true, seconds: 1, journeys: [] });
});

/** The start of an hour. */
const HOUR = 1_800_000_000_000;

/** Runs the check of this minute. @returns whether it was a smoke test, and the metric. */
async function check(minute: number): Promise<[smoke: boolean, passed: number | undefined]> {
  jest.spyOn(Date, "now").mockReturnValue(HOUR + minute * 60_000 + 1_234);
  smoke.mockClear();
  const before = output.metrics().length;
  await handler({ id: "check" }, undefined);
  const counted = output.metrics().slice(before).flatMap(readMetrics);
  return [smoke.mock.calls.length === 1, counted.find(({ name }) => name === "HealthChecks")?.value];
}

test("every sixth check is a smoke test, of the version that was deployed", async () => {
  const checks: [boolean, number | undefined][] = [];
  for (let minute = 0; minute < 60; minute += 5) checks.push(await check(minute));
  expect(checks.map(([tested]) => tested)).toEqual(
    [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55].map((m) => m % 30 === 0),
  );
  expect(checks.every(([, passed]) => passed === 1)).toBe(true);
  await check(0);
  expect(smoke.mock.calls[0]?.[0].target).toEqual({
    ...{ stage: "test", apiUrl: "https://api.example.org" },
    ...{ photosDomain: "photos.example.org", version: "1.2.3" },
  });
});

test("after a smoke test that failed, each check is one until it passes, so that two failures follow each other", async () => {
  const journeys = [
    { name: "sign-in", passed: false, seconds: 1, reason: "no code for +1 202 555 0100 within 15 s" },
  ];
  smoke.mockResolvedValue({ passed: false, seconds: 1, journeys });
  expect(await check(0)).toEqual([true, 0]);
  expect(await check(5)).toEqual([true, 0]);
  smoke.mockResolvedValue({ passed: true, seconds: 1, journeys: [] });
  expect(await check(10)).toEqual([true, 1]);
  expect(await check(15)).toEqual([false, 1]);
  expect(output.lines()[0]).toMatchObject({
    ...{ errorCode: "smoke_test_failed", problems: ["sign-in: no code for [number] within 15 s"] },
  });
});

test("a smoke test that cannot run counts as failed, and the function does not", async () => {
  smoke.mockRejectedValue(new Error("AccessDenied"));
  expect(await check(0)).toEqual([true, 0]);
  expect(output.lines()).toMatchObject([
    { errorCode: "smoke_test_not_run", problems: ["Error: AccessDenied"] },
  ]);
});
