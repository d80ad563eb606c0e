import { fork } from "node:child_process";
import * as path from "node:path";

import type { MockOptions, Registered } from "./registered";

/** What the process of {@link runProgram} is told. */
export interface Task {
  entry: string;
  options: MockOptions;
}

/** What it answers. */
export type Answer = { registered: Registered[] } | { error: string };

/** The platform's program. */
const PLATFORM = path.join(__dirname, "..", "index.ts");

/**
 * Runs a whole program without an engine, in a process of its own that starts as it does under Pulumi: ten times as
 * quick as in the module registry of a test, which loads the SDK without what makes it quick.
 * @param entry its first file. Default: the platform's.
 * @returns what it registers, as JSON has it.
 * @throws Error with the message of what it throws.
 */
export async function runProgram(options: MockOptions = {}, entry = PLATFORM): Promise<Registered[]> {
  const child = fork(path.join(__dirname, "program-process.js"), {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.send({ entry, options } satisfies Task);
  const answer = await new Promise<Answer>((resolve) => {
    child.once("message", resolve);
    child.once("close", (code, signal) => {
      resolve({ error: `the program ended (${String(code ?? signal)}) and said: ${said}` });
    });
  });
  child.disconnect();
  if ("error" in answer) throw new Error(answer.error);
  return answer.registered;
}
