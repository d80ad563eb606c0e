import * as os from "node:os";

import { execa } from "execa";

/** How a child process ended. */
export interface Ended {
  /** Exit code; for a signal 128 plus its number, as a shell reports it. */
  code: number;
  /** The last 20 lines of its output, stdout and stderr together. */
  lastLines: string[];
}

/** The exit code of a child process as a shell reports it. */
export function exitCode(code: number | null | undefined, signal?: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? os.constants.signals[signal] : 0);
}

/**
 * Runs a program and reports its output line by line while it runs. The child ends when this process is ended.
 *
 * @param options.env the whole environment of the child. Default: this process's.
 * @param options.timeout in ms, after which the child is ended. Default: none.
 * @param onLine called with every line of stdout and stderr.
 * @throws an error with the code `ENOENT` when the program, or `cwd`, does not exist.
 */
export async function runWatched(
  command: string,
  args: readonly string[],
  { env = process.env, ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number },
  onLine: (line: string) => void,
): Promise<Ended> {
  const lastLines: string[] = [];
  const child = execa(command, args, {
    ...options,
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    buffer: false,
    reject: false,
  });
  for await (const line of child.iterable({ from: "all" })) {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    onLine(line);
  }
  const result = await child;
  if (result.code !== undefined && result.exitCode === undefined && result.signal === undefined)
    throw result as unknown as Error;
  return { code: exitCode(result.exitCode, result.signal), lastLines };
}
