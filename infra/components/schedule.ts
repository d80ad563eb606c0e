import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow } from "../lib/iam";
import { physicalName } from "../lib/names";
import type { LambdaFunction } from "./lambda-function";
import type { DeadLetterQueue } from "./queue";
import { serviceRole } from "./service-role";

/** What a {@link Schedule} needs. */
export interface ScheduleArgs {
  /** What is called; its alias `live`. */
  target: LambdaFunction;
  /** When: `cron(<minute> <hour> <day of month> <month> <day of week> <year>)` or `rate(<n> <unit>)`. */
  when: string;
  /** Time zone of a `cron`. Default: that of the school, Asia/Hong_Kong. */
  timeZone?: string;
  /** What it does, in one line. */
  description: string;
  /** What the function is given as its event. Default: what EventBridge says of the schedule. */
  input?: object;
  /** How often a call that was not taken is tried again, within an hour. Default: 3. */
  retries?: number;
  /** Where a call goes that was not taken after all attempts. */
  deadLetters: DeadLetterQueue;
}

/** A schedule of EventBridge named `sjc1990app-<name>-<stage>`, with a role that may call one function, no more. */
export class Schedule extends pulumi.ComponentResource {
  readonly schedule: aws.scheduler.Schedule;

  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:compute:Schedule", name, {}, opts);
    const stage = currentStage();
    const { target, deadLetters } = args;

    const { role, policy } = serviceRole(`${name}-schedule`, {
      name: physicalName(`${name}-schedule`, stage),
      description: `Lets the schedule ${physicalName(name, stage)} call ${target.functionName}`,
      service: "scheduler.amazonaws.com",
      policyName: "invoke",
      statements: [allow("lambda:InvokeFunction", target.liveArn), ...deadLetters.send().statements],
      component: name,
      parent: this,
    });
    this.schedule = new aws.scheduler.Schedule(
      name,
      {
        name: physicalName(name, stage),
        description: args.description,
        scheduleExpression: args.when,
        scheduleExpressionTimezone: args.timeZone ?? "Asia/Hong_Kong",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: target.alias.arn,
          roleArn: role.arn,
          ...(args.input === undefined ? {} : { input: JSON.stringify(args.input) }),
          retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: args.retries ?? 3 },
          deadLetterConfig: { arn: deadLetters.queue.arn },
        },
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({ name: this.schedule.name });
  }
}
