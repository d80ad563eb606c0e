import * as scheduler from "@aws-sdk/client-scheduler";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [["scheduler.Schedule", scheduleCases]]);

/** Cases of the type `Schedule`. */
async function scheduleCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.scheduler();
  const target = {
    arn: "arn:aws:lambda:us-east-1:000000000000:function:digest:live",
    roleArn: "arn:aws:iam::000000000000:role/digest-schedule",
  };
  const small = {
    name: "digest",
    scheduleExpression: "rate(1 day)",
    flexibleTimeWindow: { mode: "OFF" },
    target,
  };
  return [
    {
      token: "aws:scheduler/schedule:Schedule",
      small,
      large: {
        name: "digest",
        description: "Counts what waits",
        scheduleExpression: "cron(0 9 * * ? *)",
        scheduleExpressionTimezone: "Asia/Hong_Kong",
        startDate: "2026-01-31T00:00:00Z",
        state: "DISABLED",
        flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 15 },
        target: {
          ...target,
          input: JSON.stringify({ kind: "digest" }),
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 3 },
          deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:000000000000:dead" },
        },
      },
      drift: async () => {
        const response = await client.send(new scheduler.GetScheduleCommand({ Name: "digest" }));
        await client.send(
          new scheduler.UpdateScheduleCommand({
            ...(response as scheduler.UpdateScheduleInput),
            State: "ENABLED",
          }),
        );
      },
      drifted: ["state"],
      replaced: { name: "summary", groupName: "other" },
    },
  ];
}
