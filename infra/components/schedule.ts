import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow } from "../lib/iam";
import { physicalName } from "../lib/names";
import type { LambdaFunction } from "./lambda-function";
import type { DeadLetterQueue } from "./queue";
import { ServiceRole } from "./service-role";

/** Arguments of a {@link Schedule}. */
export interface ScheduleArgs {
  /** The function to invoke, through its alias `live`. */
  target: LambdaFunction;
  /** `cron(<minute> <hour> <day of month> <month> <day of week> <year>)` in Hong Kong time, or `rate(<n> <unit>)`. */
  when: string;
  /** Shown in the console. */
  description: string;
  /** Receives events that the function did not accept after three retries within an hour. */
  deadLetters: DeadLetterQueue;
}

/** An EventBridge Scheduler schedule named `sjc1990app-<name>-<stage>`, with a role that can invoke one function. */
export class Schedule extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:compute:Schedule", name, {}, opts);
    const stage = currentStage();
    const { target, deadLetters } = args;

    const { role, policy } = new ServiceRole(
      `${name}-schedule`,
      {
        roleName: physicalName(`${name}-schedule`, stage),
        description: `Lets the schedule ${physicalName(name, stage)} invoke ${target.functionName}`,
        service: "scheduler.amazonaws.com",
        statements: [allow("lambda:InvokeFunction", target.liveArn), ...deadLetters.send().statements],
      },
      { parent: this },
    );
    const schedule = new aws.scheduler.Schedule(
      name,
      {
        name: physicalName(name, stage),
        description: args.description,
        scheduleExpression: args.when,
        scheduleExpressionTimezone: "Asia/Hong_Kong",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: target.alias.arn,
          roleArn: role.arn,
          retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 3 },
          deadLetterConfig: { arn: deadLetters.queue.arn },
        },
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({ name: schedule.name });
  }
}
