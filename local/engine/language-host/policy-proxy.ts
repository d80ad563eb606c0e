import * as net from "node:net";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerHandshakeResponse,
  AnalyzerStackConfigureRequest,
  AnalyzerStackConfigureResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { channelOptions, deferred } from "./grpc";

const asIs = (bytes: Buffer): Buffer => bytes;

type RawCall = grpc.ServerUnaryCall<Buffer, Buffer>;
type RawAnswer = grpc.sendUnaryData<Buffer>;

/** Milliseconds until a connection is cut whose calls do not end. */
const GRACE = 60_000;

/**
 * Stands between the engine and a policy pack. The pack reads the stack's name and configuration from its environment
 * when it starts, but the engine tells them by a call, after the pack has given a port. So this gives the port, takes
 * that call, and lets the pack start. Then it ends the connection, as a server may at any time: the engine opens another
 * one, which is joined to the pack's, byte by byte. Its hundreds of calls would else be taken apart and put together here.
 */
export class PolicyProxy {
  private readonly grpc = new grpc.Server(channelOptions);
  private readonly own = this.grpc.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer((socket) => this.accept(socket));
  private readonly configuration = deferred<Buffer | undefined>();
  private readonly pack = deferred<grpc.Client>();
  private client: grpc.Client | undefined;
  /** Where the pack serves, from when it is ready. */
  private packPort: number | undefined;

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
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      };
      handlers[name] = (call, answer) => void this.forward(path, call, answer);
    }
    handlers["handshake"] = (_call, answer) => answer(null, bytes(new AnalyzerHandshakeResponse()));
    handlers["configureStack"] = (call, answer) => {
      this.configuration.resolve(call.request);
      answer(null, bytes(new AnalyzerStackConfigureResponse()));
    };
    this.grpc.addService(definition, handlers);
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", () => resolve((this.server.address() as net.AddressInfo).port));
    });
  }

  /** What the engine says about the stack; `undefined` when it goes on without saying (`pulumi policy publish`). */
  async stackConfiguration(): Promise<AnalyzerStackConfigureRequest | undefined> {
    const request = await this.configuration.promise;
    return request && AnalyzerStackConfigureRequest.deserializeBinary(request);
  }

  /** Connects to the pack, and tells it the configuration where it wants to know. */
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
    this.packPort = port;
    this.pack.resolve(client);
    // Calls under way are answered first.
    this.own.drain(GRACE);
  }

  /** Ends the calls that wait for a pack which will not come. */
  fail(error: Error): void {
    this.pack.reject(error);
  }

  stop(): void {
    this.configuration.resolve(undefined);
    this.fail(new Error("the policy pack has ended"));
    this.client?.close();
    this.server.close();
    this.own.destroy();
    this.grpc.forceShutdown();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(socket: net.Socket): void {
    socket.setNoDelay(true);
    if (this.packPort === undefined) {
      this.keep(socket);
      this.own.injectConnection(socket);
      return;
    }
    const toPack = net.connect({ port: this.packPort, host: "127.0.0.1", noDelay: true });
    for (const [from, to] of [
      [socket, toPack],
      [toPack, socket],
    ] as const) {
      this.keep(from);
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  }

  private keep(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
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
    client.makeUnaryRequest(path, asIs, asIs, request, (error, answer) => {
      if (error) reject(error);
      else resolve(answer ?? Buffer.alloc(0));
    });
  });
}
