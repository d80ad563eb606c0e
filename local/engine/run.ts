import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { exitCode } from "../../common/child";
import type { Engine } from "./index";

/** What {@link pulumiEnvironment} needs. */
export interface PulumiEnvironmentArgs {
  engine: Engine;
  /** PULUMI_HOME: plugins and credentials. Made when it is missing. */
  home: string;
  /** The directory of the file backend. Made when it is missing. */
  backendDir: string;
  /** The Node that runs the program, the provider and the policies. Default: the first on PATH. */
  node?: string;
  /** The local cloud, e.g. `http://127.0.0.1:4566`. Default: none; the user's own AWS settings stay. */
  endpoint?: string;
}

/** Settings of the user that would lead the CLI to another backend, account or program. */
const foreign =
  /^PULUMI_(ACCESS_TOKEN|API|BACKEND_URL|CONFIG|CONFIG_SECRET_KEYS|CONFIG_PASSPHRASE(_FILE)?|HOME|NODEJS_.*)$/;

/**
 * The environment for the CLI on a file backend of its own: this process' environment, without what would lead it
 * elsewhere. With an endpoint, everything about AWS points to the local cloud, and no setting or credential of the
 * user's is left. The caller adds the passphrase (`PULUMI_CONFIG_PASSPHRASE`).
 */
export function pulumiEnvironment({
  engine,
  home,
  backendDir,
  node,
  endpoint,
}: PulumiEnvironmentArgs): NodeJS.ProcessEnv {
  for (const directory of [home, backendDir]) fs.mkdirSync(directory, { recursive: true });
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (foreign.test(name) || (endpoint !== undefined && name.startsWith("AWS_"))) continue;
    env[name] = value;
  }
  Object.assign(env, {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backendDir}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
  env["PATH"] = enginePath(engine, node);
  if (engine.source !== "path") {
    // The language host is beside the CLI, the provider in the home: a stray plugin on PATH is not meant.
    env["PULUMI_IGNORE_AMBIENT_PLUGINS"] = "true";
  }
  // Its language host asks for no plugin, so what is missing was not installed on purpose: say so at once.
  if (engine.kind === "built") env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true";
  if (endpoint !== undefined) Object.assign(env, localCloud(endpoint));
  return env;
}

/** This process' PATH with the engine first on it, and a Node before that. */
export function enginePath(engine: Engine, node?: string): string {
  const PATH = process.env["PATH"] ?? "";
  // An installed CLI is the first on PATH as it is; moving its directory would also move a `node` beside it.
  const withEngine = engine.source === "path" ? PATH : [engine.binDir, PATH].join(path.delimiter);
  return node === undefined ? withEngine : [path.dirname(node), withEngine].join(path.delimiter);
}

/** The environment in which all that speaks to AWS speaks to the local cloud. */
export function localCloud(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    // A profile in the user's files could name another endpoint, a role or a proxy.
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
  };
}

/** How a run of the CLI ended. */
export interface PulumiRun {
  /** Exit code; 128 and the signal's number added when a signal ended it. */
  code: number;
  /** What it wrote; empty unless captured. */
  stdout: string;
  stderr: string;
}

/** Where the CLI's output goes: to this terminal, into the result, or all of it to stderr. */
export type PulumiStdio = "inherit" | "capture" | "stderr";

/**
 * Runs the `pulumi` that is first on the PATH of `env` and waits for its end, also when this process is told to end:
 * the CLI then cancels gracefully, which keeps the state true. A second signal makes it stop at once.
 *
 * @param input what it reads, when its output is captured: the way for secrets, since arguments can be seen by all.
 * @throws UserError when there is no `pulumi` on that PATH.
 */
export async function runPulumi(
  args: string[],
  { env, cwd, stdio, input }: { env: NodeJS.ProcessEnv; cwd: string; stdio: PulumiStdio; input?: string },
): Promise<PulumiRun> {
  const capture = stdio === "capture";
  const child = spawn("pulumi", args, {
    env,
    cwd,
    stdio: capture
      ? [input === undefined ? "ignore" : "pipe", "pipe", "pipe"]
      : ["inherit", stdio === "stderr" ? 2 : "inherit", "inherit"],
  });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
  }
  // A child that ends before it has read all tells why by its exit code.
  child.stdin?.on("error", () => {}).end(input);
  const release = passOnSignals((signal) => child.kill(signal));
  try {
    return await new Promise<PulumiRun>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code: exitCode(code, signal), ...output }));
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || !fs.existsSync(cwd)) throw error;
    throw new UserError(
      "No Pulumi CLI is on the PATH that was given to run it.",
      "Run `npm start`, which gets one.",
    );
  } finally {
    release();
  }
}

/**
 * Keeps this process alive on a signal, and passes it on. Ctrl-C is the exception: a terminal sends it to the whole
 * process group, so the CLI has it already, and a second one would end it at once and leave the state unsaved.
 */
function passOnSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const handlers: [NodeJS.Signals, () => void][] = [
    ["SIGINT", () => onTerminal || send("SIGINT")],
    ["SIGTERM", () => send("SIGTERM")],
    // The CLI has no graceful way of its own for a closed terminal.
    ["SIGHUP", () => send("SIGTERM")],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
