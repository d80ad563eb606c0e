import { UserError } from "../../../common/errors";
import type { Property, ResourceType, Values } from "../resource";
import { partsOf } from "./apigateway-openapi";
import type * as Handlers from "./apigateway-handlers";
import { lazily } from "./lambda-operations";
import { text } from "./shared";

/** How API Gateway says that something does not exist. */
export const notFound = ["NotFoundException"];

const required: Property = { required: true };
const replaced: Property = { required: true, replace: true };

/** Mistakes in a body that API Gateway would find when it imports it. */
function bodyMistakes(inputs: Values): string[] {
  const body = text(inputs, "body");
  if (body === undefined) return [];
  try {
    partsOf(body, "new");
    return [];
  } catch (error) {
    if (error instanceof UserError) return [`${error.message}. ${error.remedy}`];
    throw error;
  }
}

// A plain import would load the SDK in every preview.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const handlers = (): typeof Handlers => require("./apigateway-handlers") as typeof Handlers;

/** Resource types of API Gateway's REST APIs. */
export const apiGatewayTypes: ResourceType[] = [
  {
    token: "aws:apigateway/restApi:RestApi",
    properties: {
      name: { autoname: true },
      body: { json: true },
      description: { default: "" },
      apiKeySource: { default: "HEADER" },
      binaryMediaTypes: { set: true },
      minimumCompressionSize: {},
      policy: { json: true },
      disableExecuteApiEndpoint: { default: false },
      endpointConfiguration: { of: { types: { required: true, default: "EDGE" } } },
      failOnWarnings: { writeOnly: true },
      putRestApiMode: { writeOnly: true },
      tags: {},
    },
    stable: ["arn", "executionArn", "rootResourceId", "createdDate"],
    notFound,
    check: bodyMistakes,
    ...lazily(() => handlers().restApiOperations),
  },
  {
    token: "aws:apigateway/deployment:Deployment",
    properties: {
      restApi: replaced,
      description: { default: "" },
      triggers: { replace: true, writeOnly: true },
      variables: { replace: true, writeOnly: true },
    },
    stable: ["createdDate"],
    notFound,
    ...lazily(() => handlers().deploymentOperations),
  },
  {
    token: "aws:apigateway/stage:Stage",
    properties: {
      restApi: replaced,
      stageName: replaced,
      deployment: required,
      description: { default: "" },
      variables: {},
      accessLogSettings: { of: { destinationArn: required, format: required } },
      xrayTracingEnabled: { default: false },
      cacheClusterEnabled: { default: false },
      cacheClusterSize: {},
      documentationVersion: {},
      tags: {},
    },
    identity: ["restApi", "stageName"],
    stable: ["arn", "executionArn", "invokeUrl", "webAclArn"],
    notFound,
    ...lazily(() => handlers().stageOperations),
  },
  {
    token: "aws:apigateway/methodSettings:MethodSettings",
    properties: {
      restApi: replaced,
      stageName: replaced,
      methodPath: replaced,
      settings: {
        required: true,
        of: {
          metricsEnabled: { default: false },
          loggingLevel: { default: "OFF" },
          dataTraceEnabled: { default: false },
          throttlingBurstLimit: { default: -1 },
          throttlingRateLimit: { default: -1 },
          cachingEnabled: { default: false },
          cacheTtlInSeconds: { default: 300 },
          cacheDataEncrypted: { default: false },
          requireAuthorizationForCacheControl: { default: true },
          unauthorizedCacheControlHeaderStrategy: { default: "SUCCEED_WITH_RESPONSE_HEADER" },
        },
      },
    },
    identity: ["restApi", "stageName", "methodPath"],
    stable: [],
    notFound,
    ...lazily(() => handlers().methodSettingsOperations),
  },
  {
    token: "aws:apigateway/usagePlan:UsagePlan",
    properties: {
      name: { autoname: true },
      description: { default: "" },
      apiStages: {
        set: true,
        of: {
          apiId: required,
          stage: required,
          throttles: {
            set: true,
            of: { path: required, burstLimit: { default: 0 }, rateLimit: { default: 0 } },
          },
        },
      },
      quotaSettings: { of: { limit: required, period: required, offset: { default: 0 } } },
      throttleSettings: { of: { burstLimit: { default: 0 }, rateLimit: { default: 0 } } },
      productCode: {},
      tags: {},
    },
    stable: ["arn"],
    notFound,
    ...lazily(() => handlers().usagePlanOperations),
  },
  {
    token: "aws:apigateway/apiKey:ApiKey",
    properties: {
      name: { autoname: true },
      value: { replace: true, secret: true },
      description: { default: "Managed by Pulumi" },
      enabled: { default: true },
      customerId: {},
      tags: {},
    },
    // Keys may share a name, so that a replacement can come first.
    identity: [],
    secretOutputs: ["value"],
    stable: ["arn", "value", "createdDate"],
    notFound,
    ...lazily(() => handlers().apiKeyOperations),
  },
  {
    token: "aws:apigateway/usagePlanKey:UsagePlanKey",
    properties: { keyId: replaced, keyType: replaced, usagePlanId: replaced },
    identity: ["keyId", "usagePlanId"],
    secretOutputs: ["value"],
    stable: ["name", "value"],
    notFound,
    ...lazily(() => handlers().usagePlanKeyOperations),
  },
  {
    token: "aws:apigateway/account:Account",
    properties: { cloudwatchRoleArn: {} },
    stable: ["apiKeyVersion", "features", "throttleSettings"],
    notFound,
    ...lazily(() => handlers().accountOperations),
  },
  {
    token: "aws:apigateway/domainName:DomainName",
    properties: {
      domainName: replaced,
      certificateArn: {},
      regionalCertificateArn: {},
      endpointConfiguration: { default: { types: "REGIONAL" }, of: { types: required } },
      securityPolicy: { default: "TLS_1_2" },
      tags: {},
    },
    identity: ["domainName"],
    stable: ["arn", "cloudfrontDomainName", "cloudfrontZoneId", "regionalDomainName", "regionalZoneId"],
    notFound,
    ...lazily(() => handlers().domainNameOperations),
  },
  {
    token: "aws:apigateway/basePathMapping:BasePathMapping",
    properties: {
      domainName: replaced,
      restApi: required,
      stageName: { default: "" },
      basePath: { default: "" },
    },
    identity: ["domainName", "basePath"],
    stable: [],
    notFound,
    ...lazily(() => handlers().basePathMappingOperations),
  },
];
