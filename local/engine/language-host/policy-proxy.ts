import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerHandshakeResponse,
  AnalyzerStackConfigureRequest,
  AnalyzerStackConfigureResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { channelOptions, deferred, listen } from "./grpc";

const unchanged = (bytes: Buffer): Buffer => bytes;

type RawCall = grpc.ServerUnaryCall<Buffer, Buffer>;
type RawAnswer = grpc.sendUnaryData<Buffer>;

/**
 * Stands between the engine and a policy pack. The pack reads the stack's name and configuration from its environment
 * when it starts, but the engine sends them in a call after the pack has reported its port. So the proxy reports a port,
 * takes that call, lets the pack start, and then forwards every call as it is.
 */
export class PolicyProxy {
  private readonly server = new grpc.Server(channelOptions);
  private readonly configuration = deferred<Buffer | undefined>();
  private readonly pack = deferred<grpc.Client>();
  private client: grpc.Client | undefined;

  /** Listens on a free port. @returns that port. */
  async start(): Promise<number> {
    // Nobody may be waiting when the pack fails to start.
    this.pack.promise.catch(() => undefined);
    const definition: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = {};
    const handlers: Record<string, (call: RawCall, answer: RawAnswer) => void> = {};
    for (const [name, { path }] of Object.entries(AnalyzerService)) {
      definition[name] = {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: unchanged,
        requestDeserialize: unchanged,
        responseSerialize: unchanged,
        responseDeserialize: unchanged,
      };
      handlers[name] = (call, answer) => void this.forward(path, call, answer);
    }
    handlers["handshake"] = (_call, answer) => answer(null, bytes(new AnalyzerHandshakeResponse()));
    handlers["configureStack"] = (call, answer) => {
      this.configuration.resolve(call.request);
      answer(null, bytes(new AnalyzerStackConfigureResponse()));
    };
    this.server.addService(definition, handlers);
    return listen(this.server);
  }

  /** What the engine says about the stack; `undefined` when it goes on without saying (`pulumi policy publish`). */
  async stackConfiguration(): Promise<AnalyzerStackConfigureRequest | undefined> {
    const request = await this.configuration.promise;
    return request && AnalyzerStackConfigureRequest.deserializeBinary(request);
  }

  /** Connects to the pack, and sends it the configuration if it takes that call. */
  async attach(port: number): Promise<void> {
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), channelOptions);
    this.client = client;
    const request = await this.configuration.promise;
    if (request) {
      try {
        await call(client, AnalyzerService.configureStack.path, request);
      } catch (error) {
        if ((error as grpc.ServiceError).code !== grpc.status.UNIMPLEMENTED) {
          this.fail(error as Error);
          throw error;
        }
      }
    }
    this.pack.resolve(client);
  }

  /** Ends the calls that wait for a pack which did not start. */
  fail(error: Error): void {
    this.pack.reject(error);
  }

  stop(): void {
    this.configuration.resolve(undefined);
    this.fail(new Error("the policy pack has ended"));
    this.client?.close();
    this.server.forceShutdown();
  }

  private async forward(path: string, incoming: RawCall, answer: RawAnswer): Promise<void> {
    this.configuration.resolve(undefined);
    try {
      answer(null, await call(await this.pack.promise, path, incoming.request));
    } catch (error) {
      const { code, details, message, metadata } = error as Partial<grpc.ServiceError>;
      answer({
        code: code ?? grpc.status.UNKNOWN,
        details: details || message || "the policy pack failed",
        ...(metadata && { metadata }),
      });
    }
  }
}

function bytes(message: { serializeBinary(): Uint8Array }): Buffer {
  return Buffer.from(message.serializeBinary());
}

function call(client: grpc.Client, path: string, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, unchanged, unchanged, request, (error, answer) => {
      if (error) reject(error);
      else resolve(answer ?? Buffer.alloc(0));
    });
  });
}
