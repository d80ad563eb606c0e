import * as path from "node:path";

import { ensureEngine, enginePath, runPulumi } from "../engine";
import { repoRoot } from "../paths";
import { terminalProgress } from "../progress";

/** `npm run account -- …`: the Pulumi CLI on the project of the AWS account, with the user's own backend and account. */
export async function main(args: string[]): Promise<number> {
  const env = { ...process.env, PATH: enginePath(await ensureEngine(terminalProgress())) };
  return (await runPulumi(args, { env, cwd: path.join(repoRoot, "infra/account"), stdio: "inherit" })).code;
}
