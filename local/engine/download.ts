import { SemVer } from "semver";
import type { Progress } from "../../common/progress";
import { pulumiVersion } from "./version";

const origin = "https://get.pulumi.com/install.sh";
/** In milliseconds. */
const timeLimit = 5 * 60_000;

/** Whether the official download answers within three seconds. */
async function isReachable(): Promise<boolean> {
  try {
    const response = await fetch(origin, { method: "HEAD", signal: AbortSignal.timeout(3_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Installs the official release into `directory` (into its `bin/`) with Pulumi's Automation API.
 * @returns whether it succeeded. A failure is only reported: the CLI can be built instead.
 */
export async function downloadEngine(directory: string, progress: Progress): Promise<boolean> {
  if (!(await isReachable())) return false;
  progress.step("Downloading the Pulumi CLI (about 100 MB, once)");
  // Loaded only here: it takes half a second.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const timeout = AbortSignal.timeout(timeLimit);
  try {
    await Promise.race([
      PulumiCommand.install({ root: directory, version: new SemVer(pulumiVersion) }),
      new Promise((_, reject) => timeout.addEventListener("abort", () => reject(timeout.reason as Error))),
    ]);
    return true;
  } catch (error) {
    progress.warn(`The Pulumi CLI could not be downloaded: ${error instanceof Error ? error.message : ""}`);
    return false;
  }
}
