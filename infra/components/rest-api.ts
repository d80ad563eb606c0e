import { createHash } from "node:crypto";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Route } from "../../functions/shared/route";
import { currentStage } from "../config";
import { gatewayDocument } from "../lib/gateway";
import { allow, policyDocument, trustPolicy } from "../lib/iam";
import { arns, physicalName } from "../lib/names";
import { openApiDocument } from "../lib/openapi";
import { tags } from "../lib/tags";
import type { LambdaFunction } from "./lambda-function";

/** What a {@link RestApi} needs. */
export interface RestApiArgs {
  /** The route table. */
  routes: Readonly<Record<string, Route>>;
  /** The functions behind the routes; a route finds its own by the entry that it names. */
  functions: readonly LambdaFunction[];
  /** The function that tells who calls. Needed when a route asks for that. */
  authorizer?: LambdaFunction;
  /** Version of the API, shown in its document. */
  version: string;
}

/**
 * A REST API made of one OpenAPI document: the route table gives the document, the document gives the
 * gateway. It is deployed anew whenever any part of the document changes.
 */
export class RestApi extends pulumi.ComponentResource {
  /** The API's physical name. */
  readonly apiName: string;
  /** Where the API answers. */
  readonly url: pulumi.Output<string>;
  readonly api: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;

  constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:api:RestApi", name, {}, opts);
    const stage = currentStage();
    const arn = arns(stage);
    this.apiName = physicalName(name, stage);
    const routes = Object.values(args.routes);
    const invoked = [...args.functions, ...(args.authorizer === undefined ? [] : [args.authorizer])];

    // One role that may call the live functions of this API: with it no function needs a resource policy.
    const invocationRole = new aws.iam.Role(
      `${name}-invocation`,
      {
        name: physicalName(`${name}-invocation`, stage),
        description: `Lets the gateway ${this.apiName} call its functions`,
        assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
        tags: tags(name, stage),
      },
      { parent: this },
    );
    const invocationPolicy = new aws.iam.RolePolicy(
      `${name}-invocation-policy`,
      {
        name: "invoke",
        role: invocationRole.name,
        policy: policyDocument([
          allow(
            "lambda:InvokeFunction",
            invoked.map((fn) => fn.liveArn),
          ),
        ]),
      },
      { parent: this },
    );

    const document = JSON.stringify(
      gatewayDocument(openApiDocument(args.routes, args.version), {
        title: this.apiName,
        invocationUris: Object.fromEntries(
          routes.map((route) => [route.operationId, arn.invocationUri(functionOf(route, args).liveArn)]),
        ),
        invocationRoleArn: arn.role(physicalName(`${name}-invocation`, stage)),
        ...(args.authorizer === undefined
          ? {}
          : { authorizerUri: arn.invocationUri(args.authorizer.liveArn) }),
        corsOrigins: stage.corsOrigins,
      }),
    );

    this.api = new aws.apigateway.RestApi(
      name,
      {
        name: this.apiName,
        body: document,
        // Imported fields that the document no longer has go away.
        putRestApiMode: "overwrite",
        endpointConfiguration: { types: "REGIONAL" },
        tags: tags(name, stage),
      },
      { parent: this, dependsOn: [invocationPolicy] },
    );

    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: this.api.id,
        triggers: { document: createHash("sha256").update(document).digest("hex") },
      },
      { parent: this },
    );

    this.stage = new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: this.api.id,
        deployment: deployment.id,
        stageName: stage.stage,
        xrayTracingEnabled: true,
        tags: tags(name, stage),
      },
      // The gateway must not answer before the functions are there to answer for it.
      { parent: this, dependsOn: invoked.map((fn) => fn.alias) },
    );

    this.#throttle(`${name}-throttle`, "*/*", stage.apiThrottle);
    for (const route of routes) {
      if (route.throttleFactor === undefined) continue;
      this.#throttle(`${name}-throttle-${route.operationId}`, methodPath(route), {
        rate: Math.max(1, stage.apiThrottle.rate * route.throttleFactor),
        burst: Math.max(1, Math.ceil(stage.apiThrottle.burst * route.throttleFactor)),
      });
    }

    this.url = this.stage.invokeUrl;
    this.registerOutputs({ url: this.url });
  }

  #throttle(name: string, path: string, { rate, burst }: { rate: number; burst: number }): void {
    new aws.apigateway.MethodSettings(
      name,
      {
        restApi: this.api.id,
        stageName: this.stage.stageName,
        methodPath: path,
        settings: { throttlingRateLimit: rate, throttlingBurstLimit: burst, metricsEnabled: true },
      },
      { parent: this },
    );
  }
}

function functionOf(route: Route, { functions }: RestApiArgs): LambdaFunction {
  const found = functions.find((fn) => fn.entry === route.function);
  if (found === undefined) {
    throw new Error(
      `${route.method} ${route.path} names functions/${route.function}.ts, which no function was made of`,
    );
  }
  return found;
}

/** As the service keys its method settings: every slash of the path escaped, the leading one too. */
function methodPath({ path, method }: Route): string {
  return `${path.replaceAll("/", "~1")}/${method}`;
}
