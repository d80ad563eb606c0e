import type { Warn } from "./provider";

/** Time limit for a log call, in milliseconds: the engine may have exited. */
const patience = 2_000;

/**
 * Sends warnings to the engine, which shows them at their resource. A failure to send one is ignored.
 * @param address of the engine: the first argument that it passes to a plugin.
 */
export function engineLog(address: string | undefined): Warn {
  return (urn, message) => {
    if (address !== undefined) void send(address, urn, message);
  };
}

async function send(address: string, urn: string, message: string): Promise<void> {
  // A preview without warnings does without the modules.
  const [{ credentials, Metadata }, { EngineClient }, { LogRequest, LogSeverity }] = await Promise.all([
    import("@grpc/grpc-js"),
    import("@pulumi/pulumi/proto/engine_grpc_pb.js"),
    import("@pulumi/pulumi/proto/engine_pb.js"),
  ]);
  const client = new EngineClient(address, credentials.createInsecure());
  const request = new LogRequest().setUrn(urn).setSeverity(LogSeverity.WARNING).setMessage(message);
  const deadline = Date.now() + patience;
  client.log(request, new Metadata(), { deadline }, () => client.close());
}
