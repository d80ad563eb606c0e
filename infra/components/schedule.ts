import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, policyDocument, trustPolicy } from "../lib/iam";
import { physicalName } from "../lib/names";
import { tags } from "../lib/tags";
import type { LambdaFunction } from "./lambda-function";
import type { DeadLetterQueue } from "./queue";

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
    const roleName = physicalName(`${name}-schedule`, stage);

    const role = new aws.iam.Role(
      `${name}-schedule-role`,
      {
        name: roleName,
        description: `Lets the schedule ${physicalName(name, stage)} call ${target.functionName}`,
        assumeRolePolicy: trustPolicy("scheduler.amazonaws.com"),
        tags: tags(name, stage),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-schedule-policy`,
      {
        name: "invoke",
        role: role.name,
        policy: policyDocument([
          allow("lambda:InvokeFunction", target.liveArn),
          ...deadLetters.send().statements,
        ]),
      },
      { parent: this },
    );
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
