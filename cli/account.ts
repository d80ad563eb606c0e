import * as path from "node:path";

import { runPulumi } from "../local/engine";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { userEnvironment } from "./pulumi";

/** `npm run account -- …`: the Pulumi CLI on the project of the AWS account, with the user's own backend and account. */
export async function main(args: string[]): Promise<number> {
  const env = await userEnvironment(terminalProgress());
  return (await runPulumi(args, { env, cwd: path.join(repoRoot, "infra/account"), stdio: "inherit" })).code;
}
