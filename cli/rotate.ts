import { terminalPrompt } from "../ops/secrets/prompt";
import { main as rotate } from "../ops/secrets/rotate";
import { Cloud, LOCAL_STACK } from "../local/cloud";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { userEnvironment } from "./pulumi";

/** `npm run rotate`: on the stage local with its own state, else with the user's backend and passphrase. */
export async function main(argv: readonly string[], projectDir = repoRoot): Promise<number> {
  const progress = terminalProgress();
  return rotate(argv, {
    prompt: terminalPrompt(),
    targetOf: async (stack) => ({
      projectDir,
      stack,
      env:
        stack === LOCAL_STACK ? (await Cloud.openStack({}, progress)).env : await userEnvironment(progress),
    }),
  });
}
