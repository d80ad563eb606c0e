import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import type { Metric } from "../lib/metrics";
import { physicalName } from "../lib/names";
import type { AlertTopic } from "./alert-topic";

/** How soon to respond: `critical` immediately, `warning` during working hours. */
type Severity = "critical" | "warning";

/** Arguments of an {@link Alarm}. */
export interface AlarmArgs {
  metric: Metric;
  /** Threshold in the unit of the metric. The alarm goes off when a data point is greater. */
  above: number;
  severity: Severity;
  /** What is wrong when the alarm goes off. */
  description: string;
  /** Runbook: a file in docs/runbooks/, without extension. */
  runbook: string;
  /** Topic to notify when the alarm goes off and when it is over. */
  alerts: AlertTopic;
}

/** The CloudWatch alarm `sjc1990app-<name>-<stage>`, with owner, severity and runbook in its description. */
export class Alarm extends pulumi.ComponentResource {
  constructor(name: string, args: AlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:observability:Alarm", name, {}, opts);
    const stage = currentStage();
    const { metric } = args;

    const alarm = new aws.cloudwatch.MetricAlarm(
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
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        // Without traffic there is no data.
        treatMissingData: "notBreaching",
        actionsEnabled: stage.alarmsEnabled,
        alarmActions: [args.alerts.topic.arn],
        okActions: [args.alerts.topic.arn],
        tags: { severity: args.severity },
      },
      { parent: this },
    );
    this.registerOutputs({ arn: alarm.arn });
  }
}
