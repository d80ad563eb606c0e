import { terminalPrompt } from "../ops/secrets/prompt";
import { main as init } from "../ops/secrets/stack-init";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { userEnvironment } from "./pulumi";

/** `npm run stack:init`: with the user's own backend, credentials and passphrase. */
export async function main(argv: readonly string[], projectDir = repoRoot): Promise<number> {
  const progress = terminalProgress();
  return init(argv, { projectDir, env: await userEnvironment(progress), prompt: terminalPrompt(), progress });
}
