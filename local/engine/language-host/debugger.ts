import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { StartDebuggingRequest } from "@pulumi/pulumi/proto/engine_pb";
import getPort from "get-port";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Lets a debugger attach to a program that waits for it (`pulumi up --attach-debugger`). */
export interface Debugging {
  /** Arguments for Node. */
  nodeargs: string[];
  /** Tells the engine, and so the editor, where to attach. */
  announce(pid: number | undefined): Promise<void>;
}

/** The port editors expect. */
const preferredPort = 9229;

/** @param what `Program` or `Plugin`, for the name that the editor shows. */
export async function startDebugging(engineAddress: string, what: string): Promise<Debugging> {
  const port = await getPort({ port: preferredPort, host: "127.0.0.1" });
  return {
    nodeargs: [`--inspect-brk=127.0.0.1:${port}`, "--inspect-publish-uid=http"],
    async announce(pid) {
      const config = Struct.fromJavaScript({
        name: `Pulumi: ${what} (nodejs)`,
        type: "node",
        request: "attach",
        processId: pid ?? 0,
        continueOnAttach: true,
        skipFiles: ["<node_internals>/**"],
        ...(port !== preferredPort && { port }),
      });
      const request = new StartDebuggingRequest()
        .setConfig(config)
        .setMessage(`on process id ${pid}${port === preferredPort ? "" : ` and port ${port}`}`);
      const client = new EngineClient(engineAddress, grpc.credentials.createInsecure());
      await new Promise<void>((resolve, reject) => {
        client.startDebugging(request, (error) => (error ? reject(error) : resolve()));
      }).finally(() => client.close());
    },
  };
}
