import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { arns, physicalName } from "../lib/names";

/** What an {@link apiStage} needs. */
export interface ApiStageArgs {
  restApi: aws.apigateway.RestApi;
  deployment: aws.apigateway.Deployment;
  /** What has to be there before the API answers. */
  after: pulumi.Resource[];
  parent: pulumi.Resource;
}

/**
 * One line of JSON for each request, whoever answered it: the logs of the functions know nothing of what the gateway
 * refused. No header, no query and no body: tokens and phone numbers travel in these. Variables: "API Gateway mapping
 * template and access logging variable reference" of the developer guide.
 */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  status: "$context.status",
  refusal: "$context.error.responseType",
  latencyMs: "$context.responseLatency",
  integrationLatencyMs: "$context.integrationLatency",
  authorizerLatencyMs: "$context.authorizer.latency",
  responseBytes: "$context.responseLength",
  userId: "$context.authorizer.userId",
  apiKeyId: "$context.identity.apiKeyId",
  sourceIp: "$context.identity.sourceIp",
  trace: "$context.xrayTraceId",
});

/** What the stage's setting is called by the service. */
const LOGGING_LEVELS = { none: "OFF", errors: "ERROR", all: "INFO" } as const;

/** Shows a deployment of an API to callers: traced, each request in the access log, limited as the stage says. */
export function apiStage(name: string, args: ApiStageArgs): aws.apigateway.Stage {
  const { restApi, deployment, after, parent } = args;
  const stage = currentStage();
  const logGroupName = `/aws/apigateway/${physicalName(name, stage)}`;
  const accessLogs = new aws.cloudwatch.LogGroup(
    `${name}-access-logs`,
    { name: logGroupName, retentionInDays: stage.logRetentionDays },
    { parent },
  );
  const executionLogs = stage.executionLogs === "none" ? [] : [executionLogGroup(name, restApi.id, parent)];
  return new aws.apigateway.Stage(
    `${name}-stage`,
    {
      restApi: restApi.id,
      deployment: deployment.id,
      stageName: stage.stage,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: arns(stage).logGroup(logGroupName), format: ACCESS_LOG },
    },
    { parent, dependsOn: [accessLogs, ...executionLogs, ...after] },
  );
}

/** The group that the gateway itself would make at its first line, to be kept for ever. */
function executionLogGroup(
  name: string,
  restApiId: pulumi.Output<string>,
  parent: pulumi.Resource,
): aws.cloudwatch.LogGroup {
  const stage = currentStage();
  return new aws.cloudwatch.LogGroup(
    `${name}-execution-logs`,
    {
      name: restApiId.apply((id) => `API-Gateway-Execution-Logs_${id}/${stage.stage}`),
      retentionInDays: stage.logRetentionDays,
    },
    { parent },
  );
}

/** What holds for some methods of a stage. */
export interface MethodArgs {
  stage: aws.apigateway.Stage;
  /** Of which methods: of all of them, or the path with each slash as `~1`, a slash, and the method. */
  path: string;
  /** Requests a second. */
  rate: number;
  /** Requests at once. */
  burst: number;
  parent: pulumi.Resource;
}

/** Limits, metrics and execution logs of methods. */
export function methodSettings(
  name: string,
  { stage, path, rate, burst, parent }: MethodArgs,
): aws.apigateway.MethodSettings {
  return new aws.apigateway.MethodSettings(
    name,
    {
      restApi: stage.restApi,
      stageName: stage.stageName,
      methodPath: path,
      settings: {
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
        metricsEnabled: true,
        loggingLevel: LOGGING_LEVELS[currentStage().executionLogs],
        // Whole requests and answers in the log: never, they hold what is private.
        dataTraceEnabled: false,
      },
    },
    { parent },
  );
}
