import { RowWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_flow";

import { billingMetrics } from "../metrics";
import { pick } from "./alarm-graph";
import { colors, seriesColor } from "./colors";
import { runbookLinks } from "./links";
import type { Shown } from "./shown";
import { graph, latest, text } from "./widgets";

/** AWS publishes estimated charges there only. */
const BILLING_REGION = "us-east-1";

const CONSOLE = "https://us-east-1.console.aws.amazon.com";

/** What the account costs. */
export function costRows({ budget, alarms: all }: Shown): RowWidget[] {
  const alarms = pick(all, /^sms-spend$/);
  const charges = { metric: billingMetrics.monthToDate, color: colors.cost };
  const daily = { metric: billingMetrics.daily, color: colors.cost };
  const services = Object.values(billingMetrics.services);
  return [
    new RowWidget(
      text(
        3,
        "# Cost",
        "Estimated charges are those of the **whole account**, in USD. They are **cumulative**: they grow through the month and " +
          "start again at 0 on its first day. AWS updates them a few times a day, after **Receive CloudWatch billing " +
          "alerts** is on in the billing preferences. Cost of a day is the difference of two days.",
        "Budgets count what has the tag of the stage, and notify by themselves. A dashboard cannot show their state.",
        `[Budgets](${CONSOLE}/costmanagement/home#/budgets/overview) · ` +
          `[Cost Explorer](${CONSOLE}/costmanagement/home#/cost-explorer) · ` +
          `[Cost anomalies](${CONSOLE}/costmanagement/home#/anomaly-detection/overview)  \n` +
          `Runbooks: ${runbookLinks(alarms)}`,
      ),
    ),
    new RowWidget(latest({ title: "Account", lines: [daily, charges], region: BILLING_REGION })),
    new RowWidget(
      graph({
        title: "Cost of a day",
        lines: [daily],
        limits: [
          { label: `daily budget ${String(budget.daily)} USD`, value: budget.daily, severity: "warning" },
        ],
        region: BILLING_REGION,
      }),
      graph({
        title: "Month to date (cumulative)",
        lines: [charges],
        limits: budget.monthly.map((value) => ({
          label: `monthly budget ${String(value)} USD`,
          value,
          severity: "warning",
        })),
        region: BILLING_REGION,
      }),
    ),
    new RowWidget(
      graph({
        title: "Month to date by service (cumulative)",
        lines: services.map((metric, index) => ({ metric, color: seriesColor(index) })),
        stacked: true,
        region: BILLING_REGION,
      }),
      graph({
        title: "Text messages this month (cumulative)",
        lines: Object.values(alarms).map(({ metric }) => ({ metric, color: colors.cost })),
        alarms,
      }),
    ),
  ];
}
