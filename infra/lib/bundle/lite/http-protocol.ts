/**
 * For the base of the RPC protocols (JSON and Query). Left out: event streams, host prefixes, HTTP bindings;
 * an operation that needs one of the first two throws.
 */
import { TypeRegistry, translateTraits } from "@smithy/core/schema";

type Headers = Record<string, string | undefined>;
type Registry = TypeRegistry;

interface Options {
  defaultNamespace: string;
  errorTypeRegistries?: Registry[];
}

interface Serde {
  setSerdeContext(context: unknown): void;
}

interface Endpoint {
  protocol: string;
  hostname: string;
  port?: number | string;
  path: string;
  query?: object;
  headers?: Record<string, string>;
}

interface Request extends Endpoint {
  query: object;
  headers: Record<string, string>;
}

interface Operation {
  traits: Parameters<typeof translateTraits>[0];
}

export class HttpProtocol {
  protected readonly compositeErrorRegistry: Registry;
  protected serdeContext: unknown;
  declare protected serializer: Serde;
  declare protected deserializer: Serde;

  constructor(readonly options: Options) {
    this.compositeErrorRegistry = new TypeRegistry(options.defaultNamespace);
    for (const registry of options.errorTypeRegistries ?? []) this.compositeErrorRegistry.copyFrom(registry);
  }

  setSerdeContext(context: unknown): void {
    this.serdeContext = context;
    for (const serde of [this.serializer, this.deserializer, this.getPayloadCodec()])
      serde.setSerdeContext(context);
  }

  /** Protocols without one have a {@link setSerdeContext} of their own. */
  getPayloadCodec(): Serde {
    throw new Error("this protocol has no payload codec");
  }

  updateServiceEndpoint(request: Request, endpoint: Endpoint): Request {
    const { protocol, hostname, port, path, query, headers } = endpoint;
    Object.assign(request, {
      protocol,
      hostname,
      port: port ? Number(port) : undefined,
      path,
      query: { ...query },
    });
    Object.assign(request.headers, headers);
    return request;
  }

  setHostPrefix(_request: Request, operation: Operation): void {
    if (translateTraits(operation.traits)["endpoint"]) throw missing("host prefixes");
  }

  deserializeMetadata({ statusCode, headers }: { statusCode: number; headers: Headers }): object {
    return {
      httpStatusCode: statusCode,
      requestId: headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"],
      extendedRequestId: headers["x-amz-id-2"],
      cfId: headers["x-amz-cf-id"],
    };
  }

  serializeEventStream(): never {
    throw missing("event streams");
  }

  deserializeEventStream(): never {
    throw missing("event streams");
  }
}

function missing(what: string): Error {
  return new Error(`${what} are not part of this bundle`);
}
