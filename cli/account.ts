import * as path from "node:path";

import type { Command } from "commander";

import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { passThrough } from "./command";
import { userEnvironment } from "./user-environment";

export const accountCommand = passThrough(
  "account",
  "run the Pulumi CLI on the project of the AWS account",
).action(async (_args: string[], _options: unknown, { args }: Command) => {
  const { runPulumi } = await import("../local/engine/index.js");

  const env = await userEnvironment(terminalProgress());
  const cwd = path.join(repoRoot, "infra/account");
  process.exitCode = (await runPulumi(args, { env, cwd, stdio: "inherit" })).code;
});
