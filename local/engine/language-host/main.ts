/*
 * `pulumi-language-nodejs` for a CLI that was built from source: the engine starts it, reads the port from the first
 * line of stdout, and runs programs and policy packs through it. What a program writes goes to stdout and stderr.
 *
 *   language-host [--tracing <address>] [<engine address>]
 */
import * as fs from "node:fs";
import { parseArgs } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { pulumiVersion } from "../version";
import { channelOptions, listen } from "./grpc";
import { LanguageHost } from "./service";

/** How long programs may take to end when the engine has gone, in ms: less than the 5 s after which it kills all. */
const patience = 3_000;

async function main(): Promise<void> {
  // Not strict: the engine adds flags for its own logging.
  const { values, positionals } = parseArgs({
    strict: false,
    options: { tracing: { type: "string" }, version: { type: "boolean" } },
  });
  if (values.version) {
    process.stdout.write(`${pulumiVersion}\n`);
    return;
  }
  const tracing = typeof values.tracing === "string" ? values.tracing : "";
  const host = new LanguageHost(positionals.at(-1) ?? "", tracing);
  const server = new grpc.Server(channelOptions);
  server.addService(LanguageRuntimeService, { ...host.service });

  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void host.children.stopAll(patience).finally(() => process.exit(0));
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  // This pipe closes when the engine ends, even when it is killed: then no process may stay behind.
  if (fs.fstatSync(0).isFIFO() || fs.fstatSync(0).isSocket())
    process.stdin.on("end", end).on("error", end).resume();
  for (const output of [process.stdout, process.stderr]) output.on("error", end);

  process.stdout.write(`${await listen(server)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
