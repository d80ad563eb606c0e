import { createHash } from "node:crypto";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Route } from "../../functions/shared/route";
import { currentStage } from "../config";
import { gatewayDocument } from "../lib/gateway";
import { allow } from "../lib/iam";
import { arns, physicalName } from "../lib/names";
import { openApiDocument } from "../lib/openapi";
import { apiDomain } from "./api-domain";
import { apiStage, methodSettings } from "./api-stage";
import type { LambdaFunction } from "./lambda-function";
import { serviceRole } from "./service-role";
import { webFirewall } from "./web-firewall";

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
  /** What the functions need from their first call on. */
  after?: readonly pulumi.Resource[];
}

/**
 * A REST API made of one OpenAPI document: the route table gives the document, the document gives the
 * gateway. It is deployed anew whenever any part of the document changes.
 */
export class RestApi extends pulumi.ComponentResource {
  /** The API's physical name. */
  readonly apiName: string;
  /** Where callers find the API: its domain name where the stage has one. */
  readonly url: pulumi.Output<string>;
  /** Where the gateway itself answers, domain name or not. */
  readonly invokeUrl: pulumi.Output<string>;
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
    const invocation = serviceRole(`${name}-invocation`, {
      name: physicalName(`${name}-invocation`, stage),
      description: `Lets the gateway ${this.apiName} call its functions`,
      service: "apigateway.amazonaws.com",
      policyName: "invoke",
      statements: [
        allow(
          "lambda:InvokeFunction",
          invoked.map((fn) => fn.liveArn),
        ),
      ],
      component: name,
      formerName: `${name}-invocation`,
      parent: this,
    });

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
      },
      { parent: this, dependsOn: [invocation.policy] },
    );

    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: this.api.id,
        triggers: { document: createHash("sha256").update(document).digest("hex") },
      },
      { parent: this },
    );

    this.stage = apiStage(name, {
      restApi: this.api,
      deployment,
      // The gateway must not answer before the functions are there to answer for it.
      after: [...invoked.map((fn) => fn.alias), ...(args.after ?? [])],
      parent: this,
    });
    const all = stage.apiThrottle;
    const settings = { stage: this.stage, parent: this };
    methodSettings(`${name}-throttle`, { ...settings, path: "*/*", ...all });
    for (const route of routes) {
      if (route.throttleFactor === undefined) continue;
      methodSettings(`${name}-throttle-${route.operationId}`, {
        ...settings,
        path: methodPath(route),
        rate: Math.max(1, all.rate * route.throttleFactor),
        burst: Math.max(1, Math.ceil(all.burst * route.throttleFactor)),
      });
    }
    if (stage.webFirewall !== undefined)
      webFirewall(name, { stage: this.stage, ...stage.webFirewall, parent: this });

    this.invokeUrl = this.stage.invokeUrl;
    this.url =
      stage.domains === undefined ? this.invokeUrl : apiDomain(name, this.stage, stage.domains, this);
    this.registerOutputs({ url: this.url });
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
