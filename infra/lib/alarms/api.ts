import { apiMetrics, every, firewallMetrics, platformMetrics } from "../metrics";
import { minutes } from "./time";
import type { AlarmTable } from "./alarm";

/** Alarms of the REST API. @param healthCheckMinutes minutes between health checks; undefined if there are none. */
export function apiAlarms(
  apiName: string,
  stage: string,
  healthCheckMinutes: number | undefined,
): AlarmTable {
  const api = apiMetrics(apiName, stage);
  return {
    "api-server-errors": {
      metric: api.serverErrors,
      above: 10,
      dataPoints: [1, 1],
      severity: "critical",
      description: "The API returned more than 10 responses with status 5xx in a minute.",
      reportedBy: "platform-unhealthy",
    },
    // Prod expects 2.3 requests a minute: when all of them fail, there are never ten in a minute.
    "api-failing": {
      metric: api.serverErrors,
      above: 0,
      dataPoints: [3, 15],
      severity: "critical",
      description: "The API returned a 5xx in 3 of 15 minutes.",
      reportedBy: "platform-unhealthy",
    },
    "api-error-share": {
      metric: every(minutes(15), api.serverErrorShare({ requests: 10 })),
      above: 20,
      dataPoints: [1, 1],
      severity: "critical",
      description: "More than 20 % of at least 10 requests in 15 minutes ended with status 5xx.",
      reportedBy: "platform-unhealthy",
    },
    "api-slow": {
      metric: every(minutes(5), api.latency.p95),
      above: 3_000,
      dataPoints: [3, 3],
      severity: "warning",
      description: "5 % of the requests took longer than 3 seconds, for 15 minutes.",
      reportedBy: "platform-degraded",
    },
    // On 2025-12-11, 423 requests in ten minutes ended with 4xx.
    "api-client-errors": {
      metric: every(minutes(5), api.clientErrors),
      above: 100,
      dataPoints: [1, 1],
      severity: "warning",
      description: "More than 100 responses with status 4xx in 5 minutes: a broken client, or an attack.",
    },
    ...(healthCheckMinutes !== undefined && {
      "health-check-failing": {
        metric: every(minutes(healthCheckMinutes), platformMetrics(stage).healthChecks),
        below: 1,
        dataPoints: [2, 2],
        // Silence is the fault that this alarm is for.
        missing: "breaching",
        severity: "critical",
        // With smokeMinutes, the check after a failed smoke test is one, too.
        description: "Two health checks or smoke tests of the public URL in a row failed, or did not run.",
        reportedBy: "platform-unhealthy",
      },
    }),
  };
}

/** Alarms of the web firewall. @param name metric name of the web ACL. @param rule that of its rate limit. */
export function firewallAlarms(name: string, rule: string, region: string): AlarmTable {
  return {
    "firewall-blocking": {
      metric: every(minutes(5), firewallMetrics(name, rule, region).blocked),
      above: 100,
      dataPoints: [1, 1],
      severity: "warning",
      description: "The firewall blocked more than 100 requests in 5 minutes, by their rate per address.",
    },
  };
}
