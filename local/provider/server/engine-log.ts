import type { Warn } from "./provider";

/** How long the engine may take for a line, in milliseconds. It answers at once unless it has gone. */
const patience = 2_000;

/**
 * Warnings by way of the engine, which shows them at their resource. One that it does not take is lost.
 * @param address of the engine, its first argument to a plugin.
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
