import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerHandshakeResponse,
  AnalyzerStackConfigureResponse,
  RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import type { Analyzer } from "./analyzer";

interface Message {
  serializeBinary(): Uint8Array;
}

/** As in the policy SDK: a stack may be large. */
const MAX_MESSAGE = 1024 * 1024 * 400;

const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * Serves the pack to the engine on a free port of this machine, and writes the port to stdout, as the engine expects
 * of a plugin. Does what `@pulumi/policy` does, but reads each request once for all rules, and only as far as one of
 * them looks at it: docs/decisions/0006.
 */
export function serve(analyzer: Analyzer, version: string): void {
  const none = (): Message => new Empty();
  const answers: Record<string, (request: Buffer) => Message> = {
    analyze: (request) => analyzer.analyze(request),
    analyzeStack: (request) => analyzer.analyzeStack(request),
    // No rule changes anything.
    remediate: () => new RemediateResponse(),
    getAnalyzerInfo: () => analyzer.info(),
    getPluginInfo: () => new PluginInfo().setVersion(version),
    configure: (request) => {
      analyzer.configure(request);
      return new Empty();
    },
    handshake: () => new AnalyzerHandshakeResponse(),
    configureStack: () => new AnalyzerStackConfigureResponse(),
    cancel: none,
  };
  const definition: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = {};
  const handlers: grpc.UntypedServiceImplementation = {};
  for (const [name, { path }] of Object.entries(AnalyzerService)) {
    const respond = answers[name];
    // A call of a later protocol: gRPC answers that it is not implemented, which the engine understands.
    if (respond === undefined) continue;
    definition[name] = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    handlers[name] = unary(respond);
  }
  const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE });
  server.addService(definition, handlers);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${String(port)}\n`);
  });
}

function unary(respond: (request: Buffer) => Message): grpc.handleUnaryCall<Buffer, Buffer> {
  return ({ request }, callback) => {
    let answer: Buffer;
    try {
      answer = Buffer.from(respond(request).serializeBinary());
    } catch (error) {
      // A defect of a rule must stop the deployment: what could not be checked does not pass.
      const { message } = error instanceof Error ? error : new Error(String(error));
      callback({ code: grpc.status.UNKNOWN, details: message });
      return;
    }
    callback(null, answer);
  };
}
