import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";
import type { AlertTopics, Severity } from "./alert-topics";

/** Arguments of {@link Budgets}. */
export interface BudgetsArgs {
  /** Cost that the stage should stay below, USD a month. Amounts above it notify as `critical`, others as `warning`. */
  target: number;
  /** Amounts in USD a month that notify, by actual cost and by forecast. At most five, the limit of AWS for one budget. */
  monthly: readonly number[];
  /** Amount in USD a day that notifies. */
  daily: number;
  /** Impact in USD from which unusual cost notifies. Default: AWS does not look for unusual cost. */
  anomaly?: number | undefined;
  /** Topics to notify. */
  alerts: AlertTopics;
}

type Notification = aws.types.input.budgets.BudgetNotification;

/**
 * Budgets of the cost of a stage: `sjc1990app-monthly-<stage>`, `sjc1990app-monthly-forecast-<stage>` and
 * `sjc1990app-daily-<stage>`. They count what has the tag `stage` of the stage, from the day on which the payer of the
 * account activates it as a cost allocation tag.
 */
export class Budgets extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:observability:Budgets", name, {}, opts);
    const stage = currentStage();
    // AWS refuses a topic that does not let Budgets publish.
    const child = { parent: this, dependsOn: [args.alerts] };

    const budget = (
      budgetName: string,
      timeUnit: "MONTHLY" | "DAILY",
      limit: number,
      notifications: Notification[],
    ) =>
      new aws.budgets.Budget(
        budgetName,
        {
          name: physicalName(budgetName, stage),
          budgetType: "COST",
          timeUnit,
          limitAmount: String(limit),
          limitUnit: "USD",
          costFilters: [{ name: "TagKeyValue", values: [`user:stage$${stage.stage}`] }],
          notifications,
        },
        child,
      );
    const above = (threshold: number, notificationType: "ACTUAL" | "FORECASTED", severity: Severity) => ({
      ...{ comparisonOperator: "GREATER_THAN", thresholdType: "ABSOLUTE_VALUE", threshold, notificationType },
      subscriberSnsTopicArns: args.alerts.actions(severity),
    });

    budget(
      "monthly",
      "MONTHLY",
      args.target,
      args.monthly.map((usd) => above(usd, "ACTUAL", usd > args.target ? "critical" : "warning")),
    );
    budget(
      "monthly-forecast",
      "MONTHLY",
      args.target,
      args.monthly.map((usd) => above(usd, "FORECASTED", "warning")),
    );
    // AWS has no forecast for a day.
    budget("daily", "DAILY", args.daily, [above(args.daily, "ACTUAL", "warning")]);
    if (args.anomaly !== undefined) this.#watchAnomalies(args.anomaly, args.alerts);
    this.registerOutputs({});
  }

  /** Cost Anomaly Detection on the cost of the stage. */
  #watchAnomalies(impact: number, alerts: AlertTopics): void {
    const stage = currentStage();
    const monitor = new aws.costexplorer.AnomalyMonitor(
      "cost-anomalies",
      {
        name: physicalName("cost-anomalies", stage),
        // By tag: an account has only one monitor of all services.
        monitorType: "CUSTOM",
        // AWS returns the fields that are null, too.
        monitorSpecification: JSON.stringify({
          ...{ And: null, CostCategories: null, Dimensions: null, Not: null, Or: null },
          Tags: { Key: "stage", MatchOptions: null, Values: [stage.stage] },
        }),
      },
      { parent: this },
    );
    new aws.costexplorer.AnomalySubscription(
      "cost-anomalies",
      {
        name: physicalName("cost-anomalies", stage),
        // The only frequency that AWS offers for a topic.
        frequency: "IMMEDIATE",
        monitorArnLists: [monitor.arn],
        subscribers: [{ type: "SNS", address: alerts.arn("warning") }],
        thresholdExpression: {
          dimension: {
            key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            matchOptions: ["GREATER_THAN_OR_EQUAL"],
            values: [String(impact)],
          },
        },
      },
      { parent: this, dependsOn: [alerts] },
    );
  }
}
