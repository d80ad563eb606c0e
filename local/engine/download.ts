import * as path from "node:path";
import type { Progress } from "../../common/progress";
import { runWatched } from "../../common/child";

const origin = "https://get.pulumi.com/install.sh";

/** Whether the official download answers within three seconds. Says no at once where names do not resolve. */
export async function isDownloadReachable(): Promise<boolean> {
  try {
    const response = await fetch(origin, { method: "HEAD", signal: AbortSignal.timeout(3_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Installs the official release of the npm SDK's version into `directory` (`bin/` in it), by Pulumi's Automation API.
 * In a process of its own, since that library takes half a second to load and its download knows no time limit.
 *
 * @returns whether it succeeded. A failure is no error: there is another way.
 */
export async function downloadEngine(directory: string, progress: Progress): Promise<boolean> {
  if (!(await isDownloadReachable())) return false;
  progress.step("Downloading the Pulumi CLI (about 100 MB, once)");
  const script = `require(${JSON.stringify(require.resolve("@pulumi/pulumi/automation"))})
    .PulumiCommand.install({ root: process.argv[1] })
    .catch((error) => { console.error(String(error)); process.exitCode = 1; });`;
  const { code, lastLines } = await runWatched(
    process.execPath,
    ["-e", script, path.resolve(directory)],
    { timeout: 5 * 60_000 },
    (line) => progress.detail(line),
  );
  if (code !== 0)
    progress.warn(`The download of the Pulumi CLI failed: ${lastLines.at(-1) ?? `exit code ${code}`}`);
  return code === 0;
}
