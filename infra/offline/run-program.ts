import { fork } from "node:child_process";
import * as path from "node:path";

import type { OfflineOptions, Registered } from "./registered";

/** The programs of this repository. */
export type Program = "account" | "platform";

/** What the process of {@link runProgram} gets. */
export interface Task {
  program: Program;
  options: OfflineOptions;
}

/** What it answers. */
export type Answer = { registered: Registered[] } | { error: string };

/**
 * Runs a whole program with Pulumi's mocks in place of an engine. In a process of its own, since the program keeps what
 * it has made in its modules.
 * @returns what it registers.
 * @throws Error with the message of what the program throws.
 */
export async function runProgram(
  options: OfflineOptions = {},
  program: Program = "platform",
  checkout = path.join(__dirname, "../.."),
): Promise<Registered[]> {
  const child = fork(path.join(checkout, "infra/offline/process.js"), {
    cwd: options.cwd,
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.send({ program, options } satisfies Task);
  const answer = await new Promise<Answer>((resolve) => {
    child.once("message", resolve);
    child.once("close", (code, signal) => {
      resolve({ error: `the program ended with ${String(code ?? signal)}: ${stderr}` });
    });
  });
  child.disconnect();
  if ("error" in answer) throw new Error(answer.error);
  return answer.registered;
}
