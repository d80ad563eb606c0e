/** The table of modules that are rewritten; see `transforms.ts` for how. */
import { regionalClients } from "./replacements";
import {
  configOnly,
  environmentOnly,
  looseSchemas,
  noParameters,
  pureBindings,
  registerErrors,
  shortErrors,
  versionOnly,
  withoutMethods,
  type Transform,
} from "./transforms";

/** Methods of the logger that no function calls; a bundle that does is refused. */
const UNUSED_METHODS = [
  "addPersistentLogAttributes",
  "createChild",
  "createLogger",
  "getCorrelationId",
  "getLogEvent",
  "getPersistentLogAttributes",
  "injectLambdaContext",
  "injectLambdaContextAfterOrOnError",
  "injectLambdaContextBefore",
  "logEventIfEnabled",
  "refreshSampleRateCalculation",
  "removePersistentKeys",
  "removePersistentLogAttributes",
  "setCorrelationId",
  "setPersistentLogAttributes",
  "shouldLogEvent",
] as const;

type Rewrite = [module: string, transform: Transform];

/** Modules that are rewritten, by their path below `node_modules`; a `*` stands for anything between two slashes. */
export const rewrites: readonly Rewrite[] = [
  ["@aws-sdk/client-*/dist-es/schemas/schemas_0.js", looseSchemas],
  ["@aws-sdk/client-*/dist-es/commands/*Command.js", registerErrors],
  ["@aws-sdk/client-*/dist-es/models/errors.js", shortErrors],
  ["@aws-sdk/client-*/package.json", versionOnly],
  ...[...regionalClients, "s3"].map((client): Rewrite => {
    return [`@aws-sdk/client-${client}/dist-es/auth/httpAuthSchemeProvider.js`, configOnly];
  }),
  ...regionalClients.map((client): Rewrite => {
    return [`@aws-sdk/client-${client}/dist-es/endpoint/EndpointParameters.js`, noParameters];
  }),
  ["@aws-lambda-powertools/logger/lib/esm/Logger.js", withoutMethods(UNUSED_METHODS)],
  ["@aws-sdk/core/dist-es/submodules/*/index.js", pureBindings],
  ["@smithy/core/dist-es/submodules/*/index.js", pureBindings],
  ["@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/nodeAppIdConfigOptions.js", environmentOnly],
  [
    "@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/NODE_AUTH_SCHEME_PREFERENCE_OPTIONS.js",
    environmentOnly,
  ],
  [
    "@smithy/core/dist-es/submodules/config/config-resolver/endpointsConfig/NodeUse*ConfigOptions.js",
    environmentOnly,
  ],
  ["@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/config.js", environmentOnly],
  ["@smithy/core/dist-es/submodules/retry/middleware-retry/configurations.js", environmentOnly],
];

/** A method that the text of a bundle calls, but bundles are without. */
export function callOfMissingMethod(bundle: string): string | undefined {
  return UNUSED_METHODS.find((name) => new RegExp(`\\.${name}\\b`).test(bundle));
}
