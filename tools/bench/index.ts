import type { Progress } from "../../common/progress";
import { bundleSizes } from "./bundles";
import { withStacks } from "./cloud";
import { editToLive } from "./edit";
import type { Figure } from "./figures";
import { previews } from "./previews";
import { warmStart } from "./start";

export { table, type Figure } from "./figures";

/**
 * Measures the figures that the project sets limits for, on local clouds of its own.
 * @param runs rounds of previews, and repetitions of the edit.
 */
export async function bench(runs: number, progress: Progress): Promise<Figure[]> {
  const onACloud = await withStacks(progress, async (stacks) => [
    ...(await previews(stacks, runs, progress)),
    await editToLive(stacks.local, runs, progress),
  ]);
  return [...(await bundleSizes()), ...onACloud, ...(await warmStart(progress))];
}
