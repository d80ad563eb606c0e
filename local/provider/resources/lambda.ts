import type { Property, ResourceType } from "../resource";
import type * as Handlers from "./lambda-handlers";
import { lazily } from "./lambda-operations";

/** How Lambda says that something does not exist. */
export const notFound = ["ResourceNotFoundException"];

const replaced: Property = { required: true, replace: true };

/** Properties of `aws:lambda/function:Function`. */
const functionProperties: Record<string, Property> = {
  name: { replace: true, autoname: true },
  role: { required: true },
  handler: {},
  runtime: {},
  code: {},
  s3Bucket: { writeOnly: true },
  s3Key: { writeOnly: true },
  s3ObjectVersion: { writeOnly: true },
  sourceCodeHash: { writeOnly: true },
  description: { default: "" },
  memorySize: { default: 128 },
  timeout: { default: 3 },
  environment: { of: { variables: {} } },
  architectures: { default: ["x86_64"] },
  packageType: { replace: true, default: "Zip" },
  layers: {},
  tracingConfig: { of: { mode: { default: "PassThrough" } } },
  deadLetterConfig: { of: { targetArn: { required: true } } },
  reservedConcurrentExecutions: { default: -1 },
  publish: { default: false },
  loggingConfig: {
    of: { logFormat: { default: "Text" }, logGroup: {}, applicationLogLevel: {}, systemLogLevel: {} },
  },
  ephemeralStorage: { of: { size: { default: 512 } } },
  kmsKeyArn: { default: "" },
  tags: {},
};

/** Properties that are no part of a version: a change of these alone publishes none. */
const besideVersion = new Set(["tags", "reservedConcurrentExecutions"]);

/** Outputs that only a new version changes. */
const ofVersion = [
  "version",
  "qualifiedArn",
  "qualifiedInvokeArn",
  "lastModified",
  "codeSha256",
  "sourceCodeSize",
];

/** Properties of `aws:lambda/alias:Alias`. */
const aliasProperties: Record<string, Property> = {
  name: { replace: true, autoname: true },
  functionName: replaced,
  functionVersion: { required: true },
  description: { default: "" },
  routingConfig: { of: { additionalVersionWeights: {} } },
};

/** Properties of `aws:lambda/permission:Permission`. */
const permissionProperties: Record<string, Property> = {
  statementId: { replace: true, autoname: true },
  action: replaced,
  function: replaced,
  principal: replaced,
  qualifier: { replace: true },
  sourceArn: { replace: true },
  sourceAccount: { replace: true },
  principalOrgId: { replace: true },
  eventSourceToken: { replace: true },
  functionUrlAuthType: { replace: true },
};

/** Properties of `aws:lambda/eventSourceMapping:EventSourceMapping`. */
const eventSourceMappingProperties: Record<string, Property> = {
  functionName: { required: true },
  eventSourceArn: replaced,
  startingPosition: { replace: true },
  enabled: { default: true },
  batchSize: {},
  maximumBatchingWindowInSeconds: { default: 0 },
  bisectBatchOnFunctionError: { default: false },
  maximumRecordAgeInSeconds: { default: -1 },
  maximumRetryAttempts: { default: -1 },
  parallelizationFactor: { default: 1 },
  functionResponseTypes: { set: true },
  filterCriteria: { of: { filters: { set: true, of: { pattern: { json: true } } } } },
  scalingConfig: { of: { maximumConcurrency: {} } },
  destinationConfig: { of: { onFailure: { of: { destinationArn: { required: true } } } } },
  tags: {},
};

/** Properties of `aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig`. */
const eventInvokeConfigProperties: Record<string, Property> = {
  functionName: replaced,
  qualifier: { replace: true },
  maximumEventAgeInSeconds: { default: 21_600 },
  maximumRetryAttempts: { default: 2 },
  destinationConfig: {
    of: {
      onFailure: { of: { destination: { required: true } } },
      onSuccess: { of: { destination: { required: true } } },
    },
  },
};

// A plain import would load the SDK in every preview.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const handlers = (): typeof Handlers => require("./lambda-handlers") as typeof Handlers;

/** Resource types of Lambda. */
export const lambdaTypes: ResourceType[] = [
  {
    token: "aws:lambda/function:Function",
    properties: functionProperties,
    stable: ["arn", "invokeArn", "responseStreamingInvokeArn", "signingJobArn", "signingProfileVersionArn"],
    stableWhile: (changed) => ([...changed].every((name) => besideVersion.has(name)) ? ofVersion : []),
    notFound,
    ...lazily(() => handlers().functionOperations),
  },
  {
    token: "aws:lambda/alias:Alias",
    properties: aliasProperties,
    identity: ["functionName", "name"],
    stable: ["arn", "invokeArn"],
    notFound,
    ...lazily(() => handlers().aliasOperations),
  },
  {
    token: "aws:lambda/permission:Permission",
    properties: permissionProperties,
    stable: ["statementId"],
    identity: ["function", "statementId"],
    notFound,
    ...lazily(() => handlers().permissionOperations),
  },
  {
    token: "aws:lambda/eventSourceMapping:EventSourceMapping",
    properties: eventSourceMappingProperties,
    identity: ["functionName", "eventSourceArn"],
    stable: ["arn", "uuid"],
    notFound,
    ...lazily(() => handlers().eventSourceMappingOperations),
  },
  {
    token: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    properties: eventInvokeConfigProperties,
    identity: ["functionName", "qualifier"],
    stable: [],
    notFound,
    ...lazily(() => handlers().eventInvokeConfigOperations),
  },
];
