import { createHash } from "node:crypto";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { defined } from "../../functions/shared/defined";
import type { Route } from "../../functions/shared/route";
import { currentStage, type StageConfig } from "../config";
import { gatewayDocument } from "../lib/openapi/gateway";
import { allow } from "../lib/iam";
import { arns, physicalName } from "../lib/names";
import { openApiDocument } from "../lib/openapi/document";
import { AliasRecords } from "./alias-records";
import { ApiDomain } from "./api-domain";
import { ApiStage } from "./api-stage";
import { Certificate } from "./certificate";
import type { LambdaFunction } from "./lambda-function";
import { ServiceRole } from "./service-role";
import { WebFirewall } from "./web-firewall";

/** Arguments of a {@link RestApi}. */
export interface RestApiArgs {
  /** The route table. */
  routes: Readonly<Record<string, Route>>;
  /** The functions of the routes, found by the entry that a route names. */
  functions: readonly LambdaFunction[];
  /** Lambda authorizer. Required if a route needs a signed-in caller. */
  authorizer?: LambdaFunction;
  /** Version in the OpenAPI document. */
  version: string;
}

/** A REST API, imported from the OpenAPI document of the route table and deployed again when that document changes. */
export class RestApi extends pulumi.ComponentResource {
  /** The physical name. */
  readonly apiName: string;
  /** Base URL for callers: the custom domain name, if the stage has one. */
  readonly url: pulumi.Output<string>;
  /** Base URL of API Gateway itself. It answers 403 if the stage has a custom domain name. */
  readonly invokeUrl: pulumi.Output<string>;
  readonly api: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;

  constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:api:RestApi", name, {}, opts);
    const config = currentStage();
    this.apiName = physicalName(name, config);
    const functions = [...args.functions, ...(args.authorizer === undefined ? [] : [args.authorizer])];

    const body = apiDocument(name, args, config);

    // API Gateway invokes the functions with this role, so that they need no resource policies.
    const invocation = new ServiceRole(
      `${name}-invocation`,
      {
        roleName: physicalName(`${name}-invocation`, config),
        description: `Lets the REST API ${this.apiName} invoke its functions`,
        service: "apigateway.amazonaws.com",
        statements: [
          allow(
            "lambda:InvokeFunction",
            functions.map(({ liveArn }) => liveArn),
          ),
        ],
      },
      { parent: this },
    );
    this.api = new aws.apigateway.RestApi(
      name,
      {
        name: this.apiName,
        body,
        // Removes what the document no longer contains.
        putRestApiMode: "overwrite",
        endpointConfiguration: { types: "REGIONAL" },
        // Callers use the custom domain name, if there is one.
        disableExecuteApiEndpoint: config.domains !== undefined,
      },
      // Clients know its URL.
      { parent: this, protect: config.protectData, dependsOn: [invocation.policy] },
    );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: this.api.id,
        triggers: {
          document: createHash("sha256").update(body).digest("hex"),
          // API Gateway disables its endpoint with the next deployment only.
          ...(config.domains === undefined ? {} : { endpoint: "disabled" }),
        },
      },
      { parent: this },
    );
    this.stage = new ApiStage(
      name,
      {
        restApi: this.api,
        deployment,
        routes: Object.values(args.routes),
        waitFor: functions.map(({ alias }) => alias),
      },
      { parent: this },
    ).stage;
    if (config.webFirewall !== undefined)
      new WebFirewall(name, { stage: this.stage, ...config.webFirewall }, { parent: this });

    this.invokeUrl = this.stage.invokeUrl;
    this.url = config.domains === undefined ? this.invokeUrl : this.#customDomain(name, config.domains);
    this.registerOutputs({ url: this.url });
  }

  /** @returns the URL of the custom domain name. */
  #customDomain(
    name: string,
    { api: domainName, hostedZoneId }: NonNullable<StageConfig["domains"]>,
  ): pulumi.Output<string> {
    const opts = { parent: this };
    const certificate = new Certificate(name, { domainName, hostedZoneId }, opts);
    const args = { domainName, certificateArn: certificate.arn, stage: this.stage };
    const { domain, url } = new ApiDomain(name, args, opts);
    const target = { name: domain.regionalDomainName, zoneId: domain.regionalZoneId };
    // API Gateway has no IPv6 addresses.
    new AliasRecords(name, { domainName, hostedZoneId, target, types: ["A"] }, opts);
    return url;
  }
}

/** The OpenAPI document that API Gateway imports, as JSON. */
function apiDocument(name: string, args: RestApiArgs, config: StageConfig): string {
  const { routes, functions, authorizer, version } = args;
  const arn = arns(config);
  const invocationUris = Object.values(routes).map((route) => {
    const handler = functions.find(({ entry }) => entry === route.function);
    if (handler === undefined)
      throw new Error(
        `${route.method} ${route.path} needs functions/${route.function}.ts, which is not deployed`,
      );
    return [route.operationId, arn.invocationUri(handler.liveArn)] as const;
  });
  const options = defined({
    title: physicalName(name, config),
    invocationUris: Object.fromEntries(invocationUris),
    invocationRoleArn: arn.role(physicalName(`${name}-invocation`, config)),
    authorizerUri: authorizer && arn.invocationUri(authorizer.liveArn),
    corsOrigins: config.corsOrigins,
  });
  const document = gatewayDocument(openApiDocument(routes, version), options);
  return JSON.stringify(document);
}
