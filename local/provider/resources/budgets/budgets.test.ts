import {
  DeleteNotificationCommand,
  DescribeBudgetCommand,
  type Notification,
  UpdateBudgetCommand,
} from "@aws-sdk/client-budgets";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [["budgets.Budget", budgetCases]]);

/** Cases of the type `Budget`. */
function budgetCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.budgets();
  const small = {
    name: "sjc1990app-dev",
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: "20",
    limitUnit: "USD",
  };
  const over = (threshold: number, notificationType = "ACTUAL") => ({
    comparisonOperator: "GREATER_THAN",
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    subscriberEmailAddresses: ["ops@example.org"],
    subscriberSnsTopicArns: ["arn:aws:sns:us-east-1:000000000000:budgets"],
  });
  return Promise.resolve([
    {
      token: "aws:budgets/budget:Budget",
      small,
      large: {
        ...small,
        limitAmount: "30.5",
        timePeriodStart: "2026-01-01_00:00",
        costFilters: [{ name: "TagKeyValue", values: ["user:stage$dev"] }],
        costTypes: { includeCredit: false },
        notifications: [over(80), over(100, "FORECASTED")],
        tags: { owner: "platform" },
      },
      drift: async (id) => {
        const [AccountId, BudgetName] = id.split(":");
        const target = { AccountId, BudgetName };
        const { Budget } = await client.send(new DescribeBudgetCommand(target));
        const NewBudget = { ...Budget!, BudgetLimit: { Amount: "3000", Unit: "USD" } };
        await client.send(new UpdateBudgetCommand({ AccountId, NewBudget }));
        const Notification: Notification = {
          NotificationType: "ACTUAL",
          ComparisonOperator: "GREATER_THAN",
          Threshold: 80,
          ThresholdType: "PERCENTAGE",
        };
        await client.send(new DeleteNotificationCommand({ ...target, Notification }));
      },
      drifted: ["limitAmount", "notifications[0]"],
      replaced: { name: "other", accountId: "111111111111" },
      // A budget always has a first period.
      unseen: ["timePeriodStart"],
    },
  ]);
}
