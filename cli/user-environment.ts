import type { Progress } from "../common/progress";

/** The user's own environment, with the Pulumi CLI on its PATH. */
export async function userEnvironment(progress: Progress): Promise<NodeJS.ProcessEnv> {
  const { ensureEngine, enginePath } = await import("../local/engine/index.js");
  return { ...process.env, PATH: enginePath(await ensureEngine(progress)) };
}
