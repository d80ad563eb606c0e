import type { SmokeReport } from "../../functions/monitoring/smoke/report";

/** The result as a table for a terminal. */
export function smokeText(stage: string, { passed, seconds, journeys }: SmokeReport): string {
  const width = Math.max(...journeys.map(({ name }) => name.length));
  const rows = journeys.map(
    ({ name, passed: ok, seconds: took, reason }) =>
      `${ok ? "passed" : "FAILED"}  ${name.padEnd(width)}  ${took.toFixed(1).padStart(5)} s` +
      (reason === undefined ? "" : `  ${reason}`),
  );
  const count = journeys.filter((one) => one.passed).length;
  const summary = passed
    ? `${stage} works: ${String(count)} of ${String(journeys.length)} passed in ${seconds.toFixed(1)} s.`
    : `${stage}: ${String(journeys.length - count)} of ${String(journeys.length)} failed in ${seconds.toFixed(1)} s. ` +
      "What to do: docs/runbooks/health-check-failing.md";
  return [...rows, "", summary, ""].join("\n");
}
