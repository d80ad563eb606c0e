import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import type { Metric } from "../lib/metrics";
import { physicalName } from "../lib/names";
import type { AlertTopic } from "./alert-topic";

/** How soon somebody must look: `critical` now, `warning` in working hours. */
export type Severity = "critical" | "warning";

/** What an {@link Alarm} needs. */
export interface AlarmArgs {
  metric: Metric;
  /** The alarm rings when the metric is above this, in the metric's unit. */
  above: number;
  /** Data points in a row that must be above. Default: 1. */
  dataPoints?: number;
  severity: Severity;
  /** What is wrong when it rings, in one line. */
  description: string;
  /** What to do then: a page under docs/runbooks/, without folder and extension. */
  runbook: string;
  /** Whom it reaches, when it rings and when all is well again. */
  alerts: AlertTopic;
}

/** A CloudWatch alarm named `sjc1990app-<name>-<stage>` with owner, severity and runbook in its description. */
export class Alarm extends pulumi.ComponentResource {
  readonly alarm: aws.cloudwatch.MetricAlarm;

  constructor(name: string, args: AlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:observability:Alarm", name, {}, opts);
    const stage = currentStage();
    const { metric } = args;
    const dataPoints = args.dataPoints ?? 1;

    this.alarm = new aws.cloudwatch.MetricAlarm(
      name,
      {
        name: physicalName(name, stage),
        alarmDescription: [
          args.description,
          `Severity: ${args.severity}. Owner: ${stage.owner}. Runbook: docs/runbooks/${args.runbook}.md`,
        ].join("\n"),
        namespace: metric.namespace,
        metricName: metric.metricName,
        dimensions: { ...metric.dimensions },
        statistic: metric.statistic,
        period: metric.period,
        comparisonOperator: "GreaterThanThreshold",
        threshold: args.above,
        evaluationPeriods: dataPoints,
        datapointsToAlarm: dataPoints,
        // No traffic gives no data: that is no reason to wake anybody.
        treatMissingData: "notBreaching",
        actionsEnabled: stage.alarmsEnabled,
        alarmActions: [args.alerts.topic.arn],
        okActions: [args.alerts.topic.arn],
        tags: { severity: args.severity },
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.alarm.arn });
  }
}
