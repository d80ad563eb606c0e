import type { Charge } from "./charges";
import type { Traffic } from "./traffic";
import { coldStarts, hoursWith, HOURS, type Usage } from "./usage";

/** Metrics that the functions write to their logs. */
interface MetricGroup {
  /** Different sets of dimensions, each a metric of its own. */
  metrics: number;
  /** How often a month one of them gets data. */
  times: (usage: Usage, traffic: Traffic) => number;
}

/** Share of requests and messages that fail with a status of 500 or more. */
const FAILURES = 0.001;

/** Share of messages that are not sent. */
const UNSENT = 0.01;

/** By name. `functions/shared/metrics.ts` writes them; a test compares the names. */
export const customMetrics: Readonly<Record<string, MetricGroup>> = {
  // Users sign in once a month or more; the other events are at most as frequent as the first sign-in of a user.
  SignIns: { metrics: 1, times: ({ users, codes }) => users * codes },
  CodesSent: { metrics: 1, times: ({ users, codes }) => users * codes },
  Registrations: { metrics: 1, times: ({ users }) => users * 0.1 },
  Verifications: { metrics: 1, times: ({ users, codes }) => users * codes },
  Approvals: { metrics: 1, times: ({ users }) => users * 0.1 },
  Rejections: { metrics: 1, times: ({ users }) => users * 0.01 },
  Uploads: { metrics: 1, times: ({ users, uploads }) => users * uploads },
  // For all channels, and for e-mail and text messages.
  MessagesSent: { metrics: 3, times: ({ users, emails }) => users * emails },
  // For all channels, and for each channel and reason.
  MessagesFailed: {
    metrics: 7,
    times: ({ users, emails, smsNotices }) => (users * (emails + smsNotices) * UNSENT) / 6,
  },
  Failures: { metrics: 1, times: (_, { invocations }) => invocations * FAILURES },
  ColdStart: { metrics: 1, times: (_, { invocations }) => coldStarts(invocations) },
  HealthChecks: { metrics: 1, times: (_, { healthChecks }) => healthChecks },
};

/** What the metrics of the application cost: AWS charges a metric for the hours in which it gets data. */
export function applicationMetrics(traffic: Traffic): Charge[] {
  if (!traffic.writesMetrics) return [];
  const { usage } = traffic;
  const hours = Object.values(customMetrics).map(
    ({ metrics, times }) => metrics * hoursWith(times(usage, traffic)),
  );
  // Failures also by function; each function fails by itself.
  const functions = traffic.functions.map(({ invocations }) => hoursWith(invocations * FAILURES));
  return [["customMetrics", [...hours, ...functions].reduce((sum, one) => sum + one, 0) / HOURS]];
}
