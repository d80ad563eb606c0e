import type { Clients } from "../../clients";
import type { Lifecycle } from "../lifecycle";

/** Cases of the type `Trail`. */
export function trailCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.json("cloudtrail");
  const small = { name: "account", s3BucketName: "sjc1990app-trail" };
  return Promise.resolve([
    {
      token: "aws:cloudtrail/trail:Trail",
      small,
      large: {
        ...small,
        s3KeyPrefix: "trail",
        cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:trail:*",
        cloudWatchLogsRoleArn: "arn:aws:iam::000000000000:role/trail",
        enableLogFileValidation: true,
        enableLogging: false,
        includeGlobalServiceEvents: false,
        isMultiRegionTrail: true,
        kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555",
        eventSelectors: [
          {
            readWriteType: "WriteOnly",
            dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::sjc1990app-photos/"] }],
          },
        ],
        tags: { owner: "platform" },
      },
      drift: async (Name) => {
        await client.call("StartLogging", { Name });
        await client.call("UpdateTrail", { Name, EnableLogFileValidation: false });
        await client.call("PutEventSelectors", {
          TrailName: Name,
          EventSelectors: [{ ReadWriteType: "ReadOnly" }],
        });
      },
      drifted: [
        "enableLogFileValidation",
        "enableLogging",
        "eventSelectors[0].dataResources",
        "eventSelectors[0].readWriteType",
      ],
      replaced: { name: "other" },
    },
  ]);
}

/** Cases of the type `Budget`. */
export function budgetCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.json("budgets");
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
        const { Budget } = await client.call("DescribeBudget", target);
        const NewBudget = { ...(Budget as object), BudgetLimit: { Amount: "3000", Unit: "USD" } };
        await client.call("UpdateBudget", { AccountId, NewBudget });
        const Notification = {
          NotificationType: "ACTUAL",
          ComparisonOperator: "GREATER_THAN",
          Threshold: 80,
          ThresholdType: "PERCENTAGE",
        };
        await client.call("DeleteNotification", { ...target, Notification });
      },
      drifted: ["limitAmount", "notifications[0]"],
      replaced: { name: "other", accountId: "111111111111" },
      // A budget tells of a first period whether it was asked for or not.
      unseen: ["timePeriodStart"],
    },
  ]);
}
