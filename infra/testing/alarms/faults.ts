import { api, lambda, other, own, physical } from "./prod";

const queue = (metricName: string, name: string): string =>
  other("AWS/SQS", metricName, { QueueName: physical(name) });

const direct = { PhoneNumber: "PhoneNumberDirect" };
const firewall = { WebACL: physical("api"), Rule: physical("api-rate"), Region: "us-east-1" };

/** Values of metrics that are never without data while all is well. */
export const quiet: Readonly<Record<string, number>> = {
  [own("HealthChecks")]: 1,
  [other("AWS/SES", "Reputation.BounceRate")]: 0.01,
  [other("AWS/SES", "Reputation.ComplaintRate")]: 0,
  [other("AWS/SNS", "SMSMonthToDateSpentUSD")]: 3,
};

const background = ["auth-send-code", "users-erase"].concat(
  ["announce", "deliver", "digest", "feedback"].map((name) => `notifications-${name}`),
);

const tables = {
  classrooms: ["sorted"],
  notifications: [],
  operations: [],
  "pending-approvals": ["status", "decider"],
  sessions: ["user"],
  "user-classrooms": ["classroom"],
  "user-preferences": [],
  users: ["phone", "status"],
  "verification-codes": [],
};

/** What a minute of a fault looks like in prod, by the alarm that must fire. */
export const faults: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "api-server-errors": { [api("5XXError")]: 11 },
  "api-failing": { [api("5XXError")]: 1 },
  "api-error-share": { [api("5XXError")]: 1, [api("Count")]: 2 },
  "api-slow": { [api("Latency")]: 3_001 },
  "api-client-errors": { [api("4XXError")]: 21 },
  "health-check-failing": { [own("HealthChecks")]: 0 },
  "firewall-blocking": { [other("AWS/WAFV2", "BlockedRequests", firewall)]: 21 },
  "function-error-rate": { [lambda("Invocations")]: 2, [lambda("Errors")]: 1 },
  "auth-authorizer-failing": {
    [lambda("Invocations", "auth-authorizer")]: 2,
    [own("Failures", "auth-authorizer")]: 1,
  },
  "lambda-concurrency": { [lambda("ConcurrentExecutions")]: 801 },
  // The quota of a new account: 10.
  "lambda-concurrency-quota": {
    [lambda("ConcurrentExecutions")]: 9,
    [lambda("ClaimedAccountConcurrency")]: 9,
  },
  ...byName(background, "failing", (name) => ({
    [lambda("Invocations", name)]: 2,
    [own("Failures", name)]: 1,
  })),
  "notifications-announce-behind": { [lambda("IteratorAge", "notifications-announce")]: 900_001 },
  // The last index only: CloudWatch does not count it for the table.
  ...byName(Object.keys(tables), "throttled", (name) => {
    const index = tables[name as keyof typeof tables].at(-1);
    return {
      [other("AWS/DynamoDB", "WriteThrottleEvents", {
        TableName: physical(name),
        ...(index && { GlobalSecondaryIndexName: index }),
      })]: 1,
    };
  }),
  "codes-delayed": { [queue("ApproximateAgeOfOldestMessage", "codes")]: 301 },
  ...byName(["notifications", "erasure", "email-feedback"], "delayed", (name) => ({
    [queue("ApproximateAgeOfOldestMessage", name)]: 3_601,
  })),
  ...byName(
    [
      "codes-dead",
      "notifications-dead",
      "erasure-dead",
      "email-feedback-dead",
      "missed-events",
      "missed-health-checks",
      "undelivered-alerts",
    ],
    "not-empty",
    (name) => ({ [queue("ApproximateNumberOfMessagesVisible", name)]: 1 }),
  ),
  "sms-spend": { [other("AWS/SNS", "SMSMonthToDateSpentUSD")]: 51 },
  // 840 in an hour, of 1,000.
  "codes-near-limit": { [own("CodesSent")]: 14 },
  "sms-failing": {
    [other("AWS/SNS", "NumberOfNotificationsFailed", direct)]: 1,
    [other("AWS/SNS", "NumberOfNotificationsDelivered", direct)]: 3,
  },
  "email-bounces": { [other("AWS/SES", "Reputation.BounceRate")]: 0.06 },
  "email-complaints": { [other("AWS/SES", "Reputation.ComplaintRate")]: 0.002 },
};

function byName(
  names: readonly string[],
  suffix: string,
  fault: (name: string) => Readonly<Record<string, number>>,
): Record<string, Readonly<Record<string, number>>> {
  return Object.fromEntries(names.map((name) => [`${name}-${suffix}`, fault(name)]));
}
