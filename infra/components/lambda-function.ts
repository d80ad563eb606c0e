import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { handlerCode } from "../lib/handler-code";
import { allow, type Grant } from "../lib/iam";
import { arns, physicalName } from "../lib/names";
import type { DeadLetterQueue } from "./queue";
import { serviceRole } from "./service-role";

/** The alias that callers use; what it points at can be moved back without a deployment. */
export const LIVE = "live";

/** The runtime of every function; the bundles are built for it. */
export const RUNTIME = "nodejs24.x";

/** What a {@link LambdaFunction} needs. */
export interface LambdaFunctionArgs {
  /** The handler's file under `functions/`, without extension, e.g. `auth/register`; it exports `handler`. */
  entry: string;
  /** What it does, in one line. */
  description: string;
  /** What it may do. Each grant also tells the function, by environment variables, where the thing is. */
  grants: readonly Grant[];
  /** Further environment variables. No secrets: these belong in a Secret. */
  environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** MB; CPU grows with it. Default: what the stage says. */
  memorySize?: number;
  /** Seconds, at most 29 behind the API. Default: what the stage says. */
  timeout?: number;
  /**
   * Where the event goes of an asynchronous call, which nobody waits for, that failed three times; the role is granted
   * to leave it there. One function a queue: what Lambda leaves does not say whose it is. Default: it is lost.
   */
  deadLetters?: DeadLetterQueue;
}

/**
 * A Lambda function named `sjc1990app-<name>-<stage>` with a role and a log group of its own, traced,
 * published as a version, and called through the alias `live`.
 */
export class LambdaFunction extends pulumi.ComponentResource {
  /** The handler's file under `functions/`, without extension. */
  readonly entry: string;
  /** The physical name, known before the function exists. */
  readonly functionName: string;
  /** ARN of the alias `live`, known before the function exists. */
  readonly liveArn: string;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly role: aws.iam.Role;
  /** What it may do. */
  readonly grants: readonly Grant[];

  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:compute:LambdaFunction", name, {}, opts);
    this.entry = args.entry;
    this.grants = args.grants;
    const stage = currentStage();
    const arn = arns(stage);
    this.functionName = physicalName(name, stage);
    this.liveArn = arn.function(this.functionName, LIVE);
    const logGroupName = `/aws/lambda/${this.functionName}`;

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: logGroupName, retentionInDays: stage.logRetentionDays },
      { parent: this },
    );

    const { role, policy } = serviceRole(name, {
      name: this.functionName,
      description: `What ${this.functionName} may do`,
      service: "lambda.amazonaws.com",
      policyName: "grants",
      statements: [
        ...args.grants.flatMap((grant) => grant.statements),
        ...(args.deadLetters?.send().statements ?? []),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${arn.logGroup(logGroupName)}:log-stream:*`),
        // X-Ray has no resources to name.
        allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
      ],
      component: name,
      parent: this,
    });
    this.role = role;

    this.function = new aws.lambda.Function(
      name,
      {
        name: this.functionName,
        description: args.description,
        role: this.role.arn,
        runtime: RUNTIME,
        architectures: ["arm64"],
        handler: `functions/${args.entry}.handler`,
        code: handlerCode(args.entry),
        memorySize: args.memorySize ?? stage.functionDefaults.memorySize,
        timeout: args.timeout ?? stage.functionDefaults.timeout,
        environment: {
          variables: {
            STAGE: stage.stage,
            POWERTOOLS_SERVICE_NAME: name,
            ...Object.fromEntries(args.grants.flatMap((grant) => Object.entries(grant.environment))),
            ...args.environment,
          },
        },
        ...(args.deadLetters === undefined
          ? {}
          : { deadLetterConfig: { targetArn: args.deadLetters.queue.arn } }),
        tracingConfig: { mode: "Active" },
        publish: true,
      },
      // A function that runs before it may write its logs or reach its tables fails its first callers.
      { parent: this, dependsOn: [policy, logGroup] },
    );

    this.alias = new aws.lambda.Alias(
      `${name}-${LIVE}`,
      { name: LIVE, functionName: this.function.name, functionVersion: this.function.version },
      { parent: this },
    );
    this.registerOutputs({ name: this.function.name, version: this.function.version });
  }
}
