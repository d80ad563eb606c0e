import type { MathMetric, Metric } from "../metrics";

/** How soon to respond: `critical` immediately, `warning` during working hours. */
export type Severity = "critical" | "warning";

/** The composite alarms, by name. */
export type CompositeName = "platform-unhealthy" | "platform-degraded";

/** The values at which an alarm fires, in the unit of its metric. */
type Limit =
  { readonly above: number; readonly below?: never } | { readonly below: number; readonly above?: never };

/** A row of the alarm table. */
export type AlarmRow = Limit & {
  /** What is measured. A minimum sample is part of the expression. */
  readonly metric: Metric | MathMetric;
  /** Data points beyond the limit, of the latest ones, at which the alarm fires: `[3, 15]` is 3 of 15. */
  readonly dataPoints: readonly [breaching: number, latest: number];
  /** What a missing data point counts as; `ignore` keeps the state. Default: `notBreaching`. */
  readonly missing?: "breaching" | "ignore" | "notBreaching";
  readonly severity: Severity;
  /** What is wrong when the alarm fires. */
  readonly description: string;
  /** Page in docs/runbooks/, without extension. Default: the alarm's name. */
  readonly runbook?: string;
  /** Team that responds. Default: the stage's owner. */
  readonly owner?: string;
  /**
   * Composite alarm that notifies in place of this one, or `direct-email` for the alarm on the way that all others take.
   * Default: the alarm notifies itself.
   */
  readonly reportedBy?: CompositeName | "direct-email";
};

/** Alarms by name. The physical name is `sjc1990app-<name>-<stage>`. */
export type AlarmTable = Readonly<Record<string, AlarmRow>>;

/** An alarm on the states of other alarms. It fires when one of those that name it does. */
export interface CompositeRow {
  readonly severity: Severity;
  readonly description: string;
  readonly owner?: string;
  /** Composite alarm during which this one does not notify. Default: none. */
  readonly suppressedBy?: CompositeName;
}
