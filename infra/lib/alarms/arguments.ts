import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { StageConfig } from "../../config";
import { isMath, type Metric } from "../metrics";
import { physicalName } from "../names";
import { RUNBOOKS } from "../runbooks";
import type { AlarmRow, CompositeRow } from "./alarm";

type Stage = Pick<StageConfig, "alarmsEnabled" | "owner" | "stage">;
type Actions = readonly pulumi.Input<string>[];

/** The alarm `sjc1990app-<name>-<stage>` as CloudWatch takes it. @param actions ARNs that it notifies itself. */
export function alarmArgs(
  name: string,
  row: AlarmRow,
  stage: Stage,
  actions: Actions,
): aws.cloudwatch.MetricAlarmArgs {
  const [datapointsToAlarm, evaluationPeriods] = row.dataPoints;
  return {
    name: physicalName(name, stage),
    alarmDescription: description({ runbook: name, ...row }, stage),
    ...source(row.metric),
    comparisonOperator: row.above === undefined ? "LessThanThreshold" : "GreaterThanThreshold",
    threshold: row.above ?? row.below,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: row.missing ?? "notBreaching",
    ...notify(row, stage, actions),
  };
}

/** The composite alarm `sjc1990app-<name>-<stage>`, which fires when one of its children does. */
export function compositeArgs(
  name: string,
  row: CompositeRow,
  children: readonly string[],
  stage: Stage,
  actions: Actions,
): aws.cloudwatch.CompositeAlarmArgs {
  return {
    alarmName: physicalName(name, stage),
    alarmDescription: description({ runbook: name, ...row }, stage),
    alarmRule: children.map((child) => `ALARM("${physicalName(child, stage)}")`).join(" OR "),
    ...(row.suppressedBy && {
      // The suppressor may fire a little later, for the same cause; after it, its effects take a while to end.
      actionsSuppressor: {
        alarm: physicalName(row.suppressedBy, stage),
        waitPeriod: 120,
        extensionPeriod: 300,
      },
    }),
    ...notify(row, stage, actions),
  };
}

function notify({ severity }: Pick<AlarmRow, "severity">, { alarmsEnabled }: Stage, actions: Actions) {
  return {
    actionsEnabled: alarmsEnabled,
    alarmActions: [...actions],
    okActions: [...actions],
    tags: { severity },
  };
}

function description(
  row: Pick<AlarmRow, "description" | "owner" | "severity"> & { runbook: string },
  stage: Stage,
): string {
  const { description: what, severity, owner = stage.owner, runbook } = row;
  return `${what}\nSeverity: ${severity}. Owner: ${owner}. Runbook: ${RUNBOOKS}/${runbook}.md`;
}

function source(metric: AlarmRow["metric"]) {
  if (!isMath(metric)) {
    const { statistic, ...rest } = watched(metric);
    return { ...rest, ...(isPercentile(statistic) ? { extendedStatistic: statistic } : { statistic }) };
  }
  const { expression, label, metrics } = metric;
  return {
    metricQueries: [
      { id: "result", expression, label, returnData: true },
      ...Object.entries(metrics).map(([id, one]) => {
        const { statistic: stat, ...rest } = watched(one);
        return { id, metric: { ...rest, stat }, returnData: false };
      }),
    ],
  };
}

/** Without the unit: it would leave out data points that AWS publishes with another one. */
function watched({ namespace, metricName, dimensions, statistic, period }: Metric) {
  return { namespace, metricName, dimensions: { ...dimensions }, statistic, period };
}

const isPercentile = (statistic: Metric["statistic"]): boolean => statistic.startsWith("p");
