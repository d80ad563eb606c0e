/**
 * For `@smithy/core/endpoints` in clients with a regional endpoint: option `endpoint`, else
 * `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, else the endpoint of the region.
 */
import { normalizeProvider, toEndpointV1 } from "@smithy/core/transport";

type Provided<T> = T | (() => Promise<T>);
type Endpoint = Parameters<typeof toEndpointV1>[0];

interface EndpointConfig {
  endpoint?: Provided<Endpoint> | undefined;
  serviceId: string;
  region: Provided<string>;
  useFipsEndpoint?: Provided<boolean>;
  useDualstackEndpoint?: Provided<boolean>;
  ignoreConfiguredEndpointUrls?: boolean;
  endpointProvider: (params: object) => Endpoint;
}

export function resolveEndpointConfig(config: EndpointConfig): EndpointConfig {
  const given = config.endpoint;
  let resolved: Promise<ReturnType<typeof toEndpointV1>> | undefined;
  const find = async (): Promise<Endpoint> => {
    if (given) return normalizeProvider(given)();
    const url = configuredUrl(config);
    if (url) return url;
    return config.endpointProvider({
      Region: await normalizeProvider(config.region)(),
      UseFIPS: await normalizeProvider(config.useFipsEndpoint)(),
      UseDualStack: await normalizeProvider(config.useDualstackEndpoint)(),
    });
  };
  return Object.assign(config, {
    isCustomEndpoint: !!given,
    endpoint: () =>
      (resolved ??= find().then(toEndpointV1, (error: unknown) => {
        resolved = undefined;
        throw error;
      })),
  });
}

/** Keeps the place that other middleware names: the serializer itself asks `config.endpoint`. */
export function getEndpointPlugin() {
  return {
    applyToStack: (stack: { addRelativeTo(middleware: unknown, options: object): void }) => {
      stack.addRelativeTo((next: unknown) => next, {
        name: "endpointV2Middleware",
        step: "serialize",
        override: true,
        relation: "before",
        toMiddleware: "serializerMiddleware",
      });
    },
  };
}

function configuredUrl({ serviceId, ignoreConfiguredEndpointUrls }: EndpointConfig): string | undefined {
  const { env } = process;
  if (ignoreConfiguredEndpointUrls || env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
  return env[`AWS_ENDPOINT_URL_${serviceId.toUpperCase().replaceAll(" ", "_")}`] || env["AWS_ENDPOINT_URL"];
}
