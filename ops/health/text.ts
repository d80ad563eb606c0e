import type { Health } from "./index";

/** A value with its unit, or `no data`. */
function shown(value: number | null, unit = "", digits = 0): string {
  return value === null ? "no data" : `${value.toFixed(digits)}${unit}`;
}

/** Names and values of the numbers, for a table. */
export function healthRows(health: Health): [name: string, value: string][] {
  return [
    ["Requests", shown(health.requests)],
    ["Responses with status 5xx", shown(health.serverErrors)],
    ["Latency p95 (highest)", shown(health.latencyP95, " ms")],
    ["Invocations", shown(health.invocations)],
    ["Failed invocations", shown(health.errorRate, " %", 2)],
    ["Throttles", shown(health.throttles)],
    ["Alarms that fire", health.alarms.map(({ name }) => name).join(", ") || "none"],
  ];
}

/** The health for a terminal. */
export function healthText(health: Health): string {
  const rows = healthRows(health).map(([name, value]) => `  ${name.padEnd(28)}${value}`);
  const reasons = health.alarms.map(({ name, since, reason }) => `  ${name} since ${since}: ${reason}`);
  return [`Health of ${health.stage}, ${health.since} to ${health.until}`, ...rows, ...reasons, ""].join(
    "\n",
  );
}
