import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Route } from "../../functions/shared/route";
import { currentStage } from "../config";
import { arns, physicalName } from "../lib/names";
import { movedFrom } from "./moved";

/** Arguments of an {@link ApiStage}. */
export interface ApiStageArgs {
  restApi: aws.apigateway.RestApi;
  deployment: aws.apigateway.Deployment;
  /** Routes of the API. Those with a `throttleFactor` get limits of their own. */
  routes: readonly Route[];
  /** Resources that must exist before the stage serves requests. */
  waitFor: readonly pulumi.Resource[];
}

/**
 * One line of JSON for each request, including those that API Gateway rejects. No headers, query strings or bodies: they
 * contain tokens and phone numbers. No address: with the user id it would show where a person is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
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
  trace: "$context.xrayTraceId",
});

/** Logging levels of API Gateway by the stage's setting `executionLogs`. */
const LOGGING_LEVELS = { none: "OFF", errors: "ERROR", all: "INFO" } as const;

/**
 * A stage of a REST API: access and execution logs, X-Ray tracing, throttling. API Gateway counts each method by itself:
 * the limit of `*\/*` is that of every method without its own, not of all together.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class ApiStage extends pulumi.ComponentResource {
  readonly stage: aws.apigateway.Stage;

  constructor(name: string, args: ApiStageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:api:ApiStage", name, {}, opts);
    const config = currentStage();
    const child = movedFrom(opts?.parent, this);
    const retentionInDays = config.logRetentionDays;

    const accessLogName = `/aws/apigateway/${physicalName(name, config)}`;
    const logGroups = [
      new aws.cloudwatch.LogGroup(`${name}-access-logs`, { name: accessLogName, retentionInDays }, child),
    ];
    if (config.executionLogs !== "none") {
      // API Gateway would create this log group itself, without retention.
      const executionLogName = pulumi.interpolate`API-Gateway-Execution-Logs_${args.restApi.id}/${config.stage}`;
      logGroups.push(
        new aws.cloudwatch.LogGroup(
          `${name}-execution-logs`,
          { name: executionLogName, retentionInDays },
          child,
        ),
      );
    }

    this.stage = new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: args.restApi.id,
        deployment: args.deployment.id,
        stageName: config.stage,
        xrayTracingEnabled: true,
        accessLogSettings: { destinationArn: arns(config).logGroup(accessLogName), format: ACCESS_LOG },
      },
      { ...child, dependsOn: [...logGroups, ...args.waitFor] },
    );

    const { rate, burst } = config.apiThrottle;
    this.#methodSettings(`${name}-throttle`, "*/*", rate, burst, child);
    for (const route of args.routes) {
      if (route.throttleFactor === undefined) continue;
      const factor = route.throttleFactor / pathsTo(route.function, args.routes);
      this.#methodSettings(
        `${name}-throttle-${route.operationId}`,
        methodPath(route),
        Math.max(1, rate * factor),
        Math.max(1, Math.ceil(burst * factor)),
        child,
      );
    }
    this.registerOutputs({ invokeUrl: this.stage.invokeUrl });
  }

  #methodSettings(
    name: string,
    path: string,
    rate: number,
    burst: number,
    opts: pulumi.CustomResourceOptions,
  ): void {
    new aws.apigateway.MethodSettings(
      name,
      {
        restApi: this.stage.restApi,
        stageName: this.stage.stageName,
        methodPath: path,
        settings: {
          throttlingRateLimit: rate,
          throttlingBurstLimit: burst,
          // Metrics of each method. Those of the whole stage, which the alarms use, are always there and cost nothing.
          metricsEnabled: currentStage().methodMetrics,
          loggingLevel: LOGGING_LEVELS[currentStage().executionLogs],
          // Would log requests and responses, which contain personal data.
          dataTraceEnabled: false,
        },
      },
      opts,
    );
  }
}

/** Paths of the same function, e.g. an alias, share its limit: a caller could use them in turn. */
function pathsTo(entry: string, routes: readonly Route[]): number {
  return routes.filter((route) => route.function === entry).length;
}

/** The key of a method in the stage's settings: all slashes of the path are escaped, including the leading one. */
function methodPath({ path, method }: Route): string {
  return `${path.replaceAll("/", "~1")}/${method}`;
}
