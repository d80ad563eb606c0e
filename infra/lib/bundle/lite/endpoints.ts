/**
 * For `@smithy/core/endpoints` in clients with a regional endpoint: option `endpoint`, else
 * `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, else the endpoint of the region.
 */
import { normalizeProvider, toEndpointV1 } from "@smithy/core/transport";

import { dnsSuffix, refuseVariants } from "./region-domain";

type Provided<T> = T | (() => Promise<T>);
type Endpoint = Parameters<typeof toEndpointV1>[0];

interface EndpointConfig {
  endpoint?: Provided<Endpoint> | undefined;
  serviceId: string;
  region: Provided<string>;
  useFipsEndpoint?: Provided<boolean>;
  useDualstackEndpoint?: Provided<boolean>;
  ignoreConfiguredEndpointUrls?: boolean;
  /** A client's own option gives an address; else it is what `endpoint-resolver.ts` gives. */
  endpointProvider: (params: object) => { url: URL } | { prefix: string };
  /** Set here: where the client calls. */
  resolvedEndpoint?: () => Promise<{ url: URL }>;
}

type Handler = (args: unknown) => Promise<unknown>;

export function resolveEndpointConfig(config: EndpointConfig): EndpointConfig {
  const { endpoint } = config;
  let resolved: Promise<{ url: URL }> | undefined;
  return Object.assign(config, {
    isCustomEndpoint: !!endpoint,
    resolvedEndpoint: () =>
      (resolved ??= findEndpoint(config, endpoint).catch((error: unknown) => {
        resolved = undefined;
        throw error;
      })),
  });
}

export const getEndpointPlugin = (config: EndpointConfig) => ({
  applyToStack: (stack: { addRelativeTo(middleware: unknown, options: object): void }) => {
    const middleware = (next: Handler, context: { endpointV2?: object | undefined }): Handler => {
      return async (args) => {
        context.endpointV2 = await config.resolvedEndpoint?.();
        return next(args);
      };
    };
    stack.addRelativeTo(middleware, {
      name: "endpointV2Middleware",
      override: true,
      relation: "before",
      toMiddleware: "serializerMiddleware",
    });
  },
});

async function findEndpoint(
  config: EndpointConfig,
  given: EndpointConfig["endpoint"],
): Promise<{ url: URL }> {
  const endpoint = given ? await normalizeProvider(given)() : configuredUrl(config);
  if (endpoint) {
    const { protocol, hostname, port, path } = toEndpointV1(endpoint);
    return { url: new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}${path}`) };
  }
  const region = await normalizeProvider(config.region)();
  const UseFIPS = await normalizeProvider(config.useFipsEndpoint)();
  const UseDualStack = await normalizeProvider(config.useDualstackEndpoint)();
  const found = config.endpointProvider({ Region: region, UseFIPS, UseDualStack });
  if ("url" in found) return found;
  refuseVariants(UseFIPS, UseDualStack);
  return { url: new URL(`https://${found.prefix}.${region}.${dnsSuffix(region)}`) };
}

function configuredUrl({ serviceId, ignoreConfiguredEndpointUrls }: EndpointConfig): string | undefined {
  const { env } = process;
  if (ignoreConfiguredEndpointUrls || env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
  return env[`AWS_ENDPOINT_URL_${serviceId.toUpperCase().replaceAll(" ", "_")}`] || env["AWS_ENDPOINT_URL"];
}
