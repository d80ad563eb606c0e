import * as fs from "node:fs";
import { execa } from "execa";
import { exitCode } from "../../common/child";
import { UserError } from "../../common/errors";
import { COMMAND_VARIABLE } from "./environment";

/** How a run of the CLI ended. */
export interface PulumiRun {
  /** Exit code; 128 plus the signal's number when a signal ended it. */
  code: number;
  /** What it wrote; empty unless captured. */
  stdout: string;
  stderr: string;
}

/** Where the CLI's output goes: to this terminal, into the result, or all of it to stderr. */
export type PulumiStdio = "inherit" | "capture" | "stderr";

/**
 * Runs the CLI that `env` was made for, or the first `pulumi` on its PATH, and waits until it ends. When this process
 is asked to end, the CLI cancels gracefully, which keeps the state true. A second signal stops it at once.
 *
 * @param input its stdin, when the output is captured. Pass secrets this way: other processes can see arguments.
 * @throws UserError when there is no such CLI.
 */
export async function runPulumi(
  args: string[],
  { env, cwd, stdio, input }: { env: NodeJS.ProcessEnv; cwd: string; stdio: PulumiStdio; input?: string },
): Promise<PulumiRun> {
  const capture = stdio === "capture";
  const child = execa(env[COMMAND_VARIABLE] ?? "pulumi", args, {
    env,
    extendEnv: false,
    cwd,
    stdin: capture ? (input === undefined ? "ignore" : "pipe") : "inherit",
    stdout: capture ? "pipe" : stdio === "stderr" ? 2 : "inherit",
    stderr: capture ? "pipe" : "inherit",
    ...(capture && input !== undefined && { input }),
    stripFinalNewline: false,
    cleanup: false,
    reject: false,
  });
  const release = passOnSignals((signal) => child.kill(signal));
  try {
    const { exitCode: code, signal, stdout, stderr, ...failure } = await child;
    if (failure.code === "ENOENT" && fs.existsSync(cwd)) {
      throw new UserError("There is no Pulumi CLI on PATH.", "Run `npm start`, which installs one.");
    }
    if (code === undefined && signal === undefined)
      throw new Error(failure.shortMessage, { cause: failure.cause });
    return { code: exitCode(code, signal), stdout: stdout ?? "", stderr: stderr ?? "" };
  } finally {
    release();
  }
}

/**
 * Keeps this process alive on a signal, and passes the signal on. Except Ctrl-C: a terminal sends it to the whole
 * process group, so the CLI has it already, and a second one would end it at once and leave the state unsaved.
 */
function passOnSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const handlers: [NodeJS.Signals, () => void][] = [
    ["SIGINT", () => onTerminal || send("SIGINT")],
    ["SIGTERM", () => send("SIGTERM")],
    // The CLI does not cancel gracefully when its terminal closes.
    ["SIGHUP", () => send("SIGTERM")],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
