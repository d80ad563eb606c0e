import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { handlerCode } from "../lib/handler-code";
import { allow, type Grant } from "../lib/iam";
import { arns, physicalName, project } from "../lib/names";
import type { DeadLetterQueue } from "./queue";
import { ServiceRole } from "./service-role";

/** The alias that all callers invoke. It can point to an earlier version without a deployment. */
const LIVE = "live";

/** The runtime of all functions. Bundles are built for it. */
const RUNTIME = "nodejs24.x";

/** Arguments of a {@link LambdaFunction}. */
export interface LambdaFunctionArgs {
  /** File of the handler below `functions/`, without extension, e.g. `auth/register`. It exports `handler`. */
  entry: string;
  /** Shown in the console. */
  description: string;
  /** Permissions, each with the environment variables by which the function finds the resource. */
  grants: readonly Grant[];
  /** Further environment variables. Secrets belong in a Secret instead. */
  environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Timeout in seconds. Default: the stage's `functionDefaults.timeout`. */
  timeout?: number;
  /**
   * Receives the events of asynchronous invocations that failed three times. Share it with no other function: the
   * messages do not name the function. Default: the events are lost.
   */
  deadLetters?: DeadLetterQueue;
}

/**
 * The Lambda function `sjc1990app-<name>-<stage>`, with its own role and log group, X-Ray tracing, published versions and
 * the alias `live`.
 */
export class LambdaFunction extends pulumi.ComponentResource {
  /** File of the handler below `functions/`, without extension. */
  readonly entry: string;
  /** The physical name, known before the function exists. */
  readonly functionName: string;
  /** ARN of the alias `live`, known before the function exists. */
  readonly liveArn: string;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly role: aws.iam.Role;

  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:compute:LambdaFunction", name, {}, opts);
    this.entry = args.entry;
    const stage = currentStage();
    const arn = arns(stage);
    this.functionName = physicalName(name, stage);
    this.liveArn = arn.function(this.functionName, LIVE);
    const logGroupName = `/aws/lambda/${this.functionName}`;
    const grants = [...args.grants, ...(args.deadLetters === undefined ? [] : [args.deadLetters.send()])];

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: logGroupName, retentionInDays: stage.logRetentionDays },
      { parent: this },
    );

    const { role, policy } = new ServiceRole(
      name,
      {
        roleName: this.functionName,
        description: `Execution role of ${this.functionName}`,
        service: "lambda.amazonaws.com",
        statements: [
          ...grants.flatMap(({ statements }) => statements),
          allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${arn.logGroup(logGroupName)}:log-stream:*`),
          // These actions support no resource-level permissions.
          allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
        ],
      },
      { parent: this },
    );
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
        memorySize: stage.functionDefaults.memorySize,
        timeout: args.timeout ?? stage.functionDefaults.timeout,
        environment: {
          variables: {
            STAGE: stage.stage,
            // One service: log lines and metrics have the name of the function as a field of its own.
            POWERTOOLS_SERVICE_NAME: project,
            POWERTOOLS_METRICS_NAMESPACE: project,
            POWERTOOLS_LOG_LEVEL: "INFO",
            ...Object.fromEntries(grants.flatMap(({ environment }) => Object.entries(environment))),
            ...args.environment,
          },
        },
        deadLetterConfig: args.deadLetters && { targetArn: args.deadLetters.queue.arn },
        tracingConfig: { mode: "Active" },
        publish: true,
      },
      // The alias switches to the new version only when everything that the version uses is deployed.
      { parent: this, dependsOn: [policy, logGroup, ...grants.flatMap(({ resources }) => resources)] },
    );

    this.alias = new aws.lambda.Alias(
      `${name}-${LIVE}`,
      { name: LIVE, functionName: this.function.name, functionVersion: this.function.version },
      { parent: this },
    );
    this.registerOutputs({ name: this.function.name, version: this.function.version });
  }
}
