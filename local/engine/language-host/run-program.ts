import { createRequire } from "node:module";
import * as path from "node:path";
import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Children } from "./children";
import { optionVariables, parseOptions } from "./options";

/** Exit code of the SDK's runner when it has reported the error to the user. */
const alreadyReported = 32;

const outOfMemory = "JavaScript heap out of memory";

const noDebugger =
  "--attach-debugger needs an installed Pulumi CLI; this one was built from source. See https://www.pulumi.com/docs/install/";

/** What a call needs to know of the language host. */
export interface Host {
  readonly children: Children;
  /** Address of the engine's gRPC service. */
  readonly engineAddress: string;
  /** Address of a tracing collector; empty when there is none. */
  readonly tracing: string;
}

/**
 * Finds a module of the SDK as a program in `directory` would find it.
 *
 * @param install the command that installs it.
 * @throws Error for the user when it is not installed there.
 */
export function locateModule(name: string, directory: string, install: string): string {
  try {
    return createRequire(path.join(directory, "program.js")).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(`It looks like the Pulumi SDK has not been installed. Have you run ${install}?`, {
      cause: error,
    });
  }
}

/** The command line of the SDK's runner. Empty values are left out. */
export function runArguments(request: RunRequest, host: Host): string[] {
  const info = request.getInfo();
  const values: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", host.engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", info?.getProgramDirectory() ?? request.getPwd()],
    ["parallel", String(request.getParallel())],
    ["tracing", host.tracing],
  ];
  return [
    ...values.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

/**
 * Runs a program to its end. The program talks to the engine's monitor directly: the official host puts a proxy
 * between, for calls that block the event loop, which current SDKs do not make.
 *
 * @param onCancel gets what ends the program early.
 */
export async function runProgram(
  request: RunRequest,
  host: Host,
  onCancel: (stop: () => void) => void,
): Promise<RunResponse> {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  try {
    if (request.getAttachDebugger()) throw new Error(noDebugger);
    const runner = locateModule("@pulumi/pulumi/cmd/run", directory, "`npm install`");
    const options = parseOptions(request.getInfo());
    const args = [...options.nodeargs, runner, ...runArguments(request, host)];
    const env = {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...optionVariables(options),
    };
    const child = host.children.spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    onCancel(() => void host.children.stop(child));
    let ranOutOfMemory = false;
    child.stderr?.on("data", (chunk: Buffer) => (ranOutOfMemory ||= chunk.includes(outOfMemory)));
    // `end: false`, or the first program's end would close the host's own output.
    child.stdout?.pipe(process.stdout, { end: false });
    child.stderr?.pipe(process.stderr, { end: false });
    const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve([code, signal]));
    });
    return response(...(await closed), ranOutOfMemory);
  } catch (error) {
    return new RunResponse().setError(describe(error));
  }
}

function describe(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === "E2BIG") {
    return "The stack's configuration is too large: it is handed over in one environment variable, which holds 128 KiB.";
  }
  return error instanceof Error ? error.message : String(error);
}

function response(code: number | null, signal: NodeJS.Signals | null, ranOutOfMemory: boolean): RunResponse {
  const result = new RunResponse();
  if (code === 0) return result;
  if (code === alreadyReported) return result.setBail(true);
  const hint = ranOutOfMemory
    ? " It ran out of memory: raise the limit in Pulumi.yaml, e.g. `nodeargs: --max-old-space-size=4096`."
    : "";
  const how = signal === null ? `exited with non-zero exit code: ${code}` : `was ended by ${signal}`;
  return result.setError(`Program ${how}.${hint}`);
}
