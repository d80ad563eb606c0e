import { execa } from "execa";

import { repoRoot } from "../../common/paths";
import { failed, passed, type CheckContext, type Result } from "./check";

/** Runs a command of this project; it must exit with 0. @param args e.g. `lint`, `secrets`. */
export async function ownCommand(args: readonly string[], { signal }: CheckContext): Promise<Result> {
  const { exitCode, all } = await execa(process.execPath, ["cli/main.mjs", ...args], {
    cwd: repoRoot,
    stdin: "ignore",
    all: true,
    reject: false,
    cancelSignal: signal,
  });
  if (exitCode === 0) return passed();
  return failed(
    all.trim().split("\n").slice(-10).join("\n"),
    `Fix it, then: npm run ${args[0] ?? ""} -- ${args.slice(1).join(" ")}`,
  );
}
