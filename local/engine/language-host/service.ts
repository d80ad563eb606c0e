import type * as grpc from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import { GetRequiredPackagesResponse, LanguageHandshakeResponse } from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { pulumiVersion } from "../version";
import { Children } from "./children";
import { runPlugin } from "./run-plugin";
import { type Host, runProgram } from "./run-program";

/** The calls that `pulumi preview`, `up` and `destroy` make. Those of `install`, `new`, `about` and others return UNIMPLEMENTED. */
type Served = Pick<
  ILanguageRuntimeServer,
  "handshake" | "getRequiredPackages" | "getPluginInfo" | "run" | "runPlugin" | "cancel"
>;

/** The service that the engine knows as `pulumi-language-nodejs`. */
export class LanguageHost implements Host {
  readonly children = new Children();

  constructor(
    public engineAddress: string,
    readonly tracing: string,
  ) {}

  readonly service: Served = {
    handshake: (call, answer) => {
      this.engineAddress = call.request.getEngineAddress();
      answer(null, new LanguageHandshakeResponse());
    },
    // This project's plugins are installed beforehand: the engine must not download any.
    getRequiredPackages: (_call, answer) => answer(null, new GetRequiredPackagesResponse()),
    getPluginInfo: (_call, answer) => answer(null, new PluginInfo().setVersion(pulumiVersion)),
    run: (call, answer) => {
      void runProgram(call.request, this, (stop) => call.on("cancelled", stop)).then((response) =>
        answer(null, response),
      );
    },
    runPlugin: (call) => stream(call, runPlugin(call, this)),
    cancel: (_call, answer) => {
      void this.children.stopAll();
      answer(null, new Empty());
    },
  };
}

/** Ends a streaming call when its work ends. */
function stream<Q, R>(call: grpc.ServerWritableStream<Q, R>, work: Promise<void>): void {
  work.then(
    () => call.end(),
    (error: unknown) => call.emit("error", failure(error)),
  );
}

function failure(error: unknown): grpc.StatusObject {
  const details = error instanceof Error ? error.message : String(error);
  return { code: status.UNKNOWN, details } as grpc.StatusObject;
}
