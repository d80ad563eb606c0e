/**
 * The table of modules of the AWS SDK that bundles do without. A replacement has the names of the original that are
 * used, and says at its top what it leaves out. What is not in this table is the SDK's own code.
 */
import { s3Replacements } from "./replacements-s3";

/** One module that is replaced. */
export interface Replacement {
  /** Path of the original below `node_modules`; `*` stands for a client of {@link regionalClients}. */
  original: string;
  /** File in `lite/`, without extension. */
  lite: string;
  /**
   * What the original exports; with {@link Replacement.only}, what of it is replaced. When an upgrade changes that, or
   * moves the file, the build fails: then read the original anew.
   */
  exports: readonly string[];
  /** Only where these modules import it by this specifier (paths below `node_modules`); others get the original. */
  only?: { specifier: string; importers: readonly string[] };
}

/**
 * Clients whose services have one endpoint a region and speak JSON or Query; tried by `sdk.test.ts`. S3 has rows of its
 * own, as its endpoints name the bucket; other clients keep their own endpoint rules, protocol and signer.
 */
export const regionalClients = ["dynamodb", "ses", "sns", "sqs", "ssm"] as const;

const core = "@smithy/core/dist-es/submodules";
const awsCore = "@aws-sdk/core/dist-es/submodules";

export const replacements: readonly Replacement[] = [
  {
    original: "@aws-sdk/credential-provider-node/dist-es/index.js",
    lite: "credentials",
    exports: ["credentialsTreatedAsExpired", "credentialsWillNeedRefresh", "defaultProvider"],
  },
  {
    original: `${core}/config/node-config-provider/configLoader.js`,
    lite: "config-loader",
    exports: ["loadConfig"],
  },
  {
    original: `${core}/config/defaults-mode/resolveDefaultsModeConfig.js`,
    lite: "defaults-mode",
    exports: ["resolveDefaultsModeConfig"],
  },
  {
    original: `${core}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
    lite: "instance-region",
    exports: ["getInstanceMetadataRegion"],
  },
  { original: `${core}/checksum/sha256/Sha256Node.js`, lite: "sha256", exports: ["Sha256Node"] },
  {
    original: `${core}/retry/util-retry/AdaptiveRetryStrategy.js`,
    lite: "adaptive-retry",
    exports: ["AdaptiveRetryStrategy"],
  },
  {
    original: "@aws-sdk/client-*/dist-es/runtimeExtensions.js",
    lite: "client-extensions",
    exports: ["resolveRuntimeExtensions"],
  },
  {
    original: "@aws-sdk/middleware-endpoint-discovery/dist-es/index.js",
    lite: "endpoint-discovery",
    exports: [
      "NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS",
      "endpointDiscoveryMiddlewareOptions",
      "getEndpointDiscoveryOptionalPlugin",
      "getEndpointDiscoveryPlugin",
      "getEndpointDiscoveryRequiredPlugin",
      "resolveEndpointDiscoveryConfig",
    ],
  },
  {
    original: `${awsCore}/account-id-endpoint/index.js`,
    lite: "account-id-endpoint",
    exports: [
      "ACCOUNT_ID_ENDPOINT_MODE_VALUES",
      "CONFIG_ACCOUNT_ID_ENDPOINT_MODE",
      "DEFAULT_ACCOUNT_ID_ENDPOINT_MODE",
      "ENV_ACCOUNT_ID_ENDPOINT_MODE",
      "NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS",
      "resolveAccountIdEndpointModeConfig",
      "validateAccountIdEndpointMode",
    ],
  },
  {
    original: "@aws-sdk/client-*/dist-es/endpoint/endpointResolver.js",
    lite: "endpoint-resolver",
    exports: ["defaultEndpointResolver"],
  },
  {
    original: `${core}/endpoints/index.js`,
    lite: "endpoints",
    only: {
      specifier: "@smithy/core/endpoints",
      importers: ["@aws-sdk/client-*/dist-es/*Client.js", "@aws-sdk/client-*/dist-es/commandBuilder.js"],
    },
    exports: ["getEndpointPlugin", "resolveEndpointConfig"],
  },
  {
    original: `${core}/protocols/HttpProtocol.js`,
    lite: "http-protocol",
    only: { specifier: "./HttpProtocol", importers: [`${core}/protocols/RpcProtocol.js`] },
    exports: ["HttpProtocol"],
  },
  {
    original: `${awsCore}/httpAuthSchemes/index.js`,
    lite: "sigv4",
    only: {
      specifier: "@aws-sdk/core/httpAuthSchemes",
      importers: [
        "@aws-sdk/client-*/dist-es/auth/httpAuthSchemeProvider.js",
        "@aws-sdk/client-s3/dist-es/auth/httpAuthSchemeProvider.js",
      ],
    },
    exports: ["resolveAwsSdkSigV4AConfig", "resolveAwsSdkSigV4Config"],
  },
  {
    original: "@smithy/core/dist-es/index.js",
    lite: "auth",
    only: {
      specifier: "@smithy/core",
      importers: ["@aws-sdk/client-*/dist-es/*Client.js", "@aws-sdk/client-s3/dist-es/S3Client.js"],
    },
    exports: [
      "DefaultIdentityProviderConfig",
      "getHttpAuthSchemeEndpointRuleSetPlugin",
      "getHttpSigningPlugin",
    ],
  },
  {
    original: "@aws-sdk/client-dynamodb/dist-es/commands/DescribeEndpointsCommand.js",
    lite: "describe-endpoints",
    only: {
      specifier: "./commands/DescribeEndpointsCommand",
      importers: ["@aws-sdk/client-dynamodb/dist-es/DynamoDBClient.js"],
    },
    exports: ["DescribeEndpointsCommand"],
  },
  {
    original: `${core}/protocols/json/codec-v2/JsonCodec2.js`,
    lite: "json-codec",
    exports: ["JsonCodec2"],
  },
  {
    original: "@aws-sdk/dynamodb-codec/dist-es/codec-v2/DynamoDBJsonCodec2.js",
    lite: "dynamodb-codec",
    exports: ["DynamoDBJsonCodec2"],
  },
  { original: `${core}/protocols/json/jsonReplacer.js`, lite: "json-replacer", exports: ["JsonReplacer"] },
  { original: `${core}/protocols/json/jsonReviver.js`, lite: "json-reviver", exports: ["jsonReviver"] },
  {
    original: `${core}/serde/date-utils.js`,
    lite: "dates",
    exports: [
      "dateToUtcString",
      "parseEpochTimestamp",
      "parseRfc3339DateTime",
      "parseRfc3339DateTimeWithOffset",
      "parseRfc7231DateTime",
    ],
  },
  {
    original: `${core}/client/middleware-stack/MiddlewareStack.js`,
    lite: "middleware-stack",
    exports: ["constructStack"],
  },
  {
    original: `${core}/client/smithy-client/schemaLogFilter.js`,
    lite: "log-filter",
    exports: ["schemaLogFilter"],
  },
  {
    original: `${awsCore}/client/middleware-logger/loggerMiddleware.js`,
    lite: "logger-middleware",
    exports: ["getLoggerPlugin", "loggerMiddleware", "loggerMiddlewareOptions"],
  },
  {
    original: `${awsCore}/client/middleware-user-agent/user-agent-middleware.js`,
    lite: "user-agent",
    exports: ["getUserAgentMiddlewareOptions", "getUserAgentPlugin", "userAgentMiddleware"],
  },
  {
    original: `${awsCore}/client/middleware-user-agent/configurations.js`,
    lite: "user-agent-config",
    exports: ["DEFAULT_UA_APP_ID", "resolveUserAgentConfig"],
  },
  {
    original: `${awsCore}/client/emitWarningIfUnsupportedVersion.js`,
    lite: "node-version-warning",
    exports: ["emitWarningIfUnsupportedVersion", "state"],
  },
  { original: `${core}/checksum/md5/Md5Js.js`, lite: "js-hashes", exports: ["Md5Js"] },
  {
    original: "@aws/lambda-invoke-store/dist-es/invoke-store.js",
    lite: "invoke-store",
    exports: ["InvokeStore", "InvokeStoreBase"],
  },
  {
    original: "@aws-lambda-powertools/logger/lib/esm/logBuffer.js",
    lite: "log-buffer",
    exports: ["CircularMap", "SizedItem", "SizedSet"],
  },
  ...s3Replacements,
];
