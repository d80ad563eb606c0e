import type { Cloud } from "./cloud";
import { UserError } from "./errors";
import type { Progress } from "./progress";
import type { JsonObject } from "./provider/wire";

/**
 * Mends what an interrupted run left behind, so that the next `up` converges:
 * a lock of a dead process is removed; what was made but not noted is imported into the state; what the
 * emulator lost is dropped from it.
 * @throws UserError when another run is going on.
 */
export async function recover(cloud: Cloud, progress: Progress): Promise<void> {
  await releaseLocks(cloud, progress);
  const { state } = cloud;
  if (state.hasPendingOperations()) {
    progress.warn("The last run was interrupted: looking for what it made without noting it.");
    await importPendingCreates(cloud, progress);
  } else if (state.hasResources() && cloudForgot(cloud)) {
    progress.warn(lossMessage(cloud));
    await refresh(cloud, []);
  }
}

/** Whether the emulator may hold less than the state says. */
function cloudForgot({ emulator }: Cloud): boolean {
  return emulator?.previous === "lost" || emulator?.previous === "fresh";
}

function lossMessage({ emulator }: Cloud): string {
  const since = emulator?.savedAt === undefined ? "" : ` since ${emulator.savedAt}`;
  return (
    `The local cloud ended without saving: what was written to it${since} is lost (users, sessions, messages).\n` +
    "  Its resources are made again now. `npm run stop` saves; a killed emulator cannot."
  );
}

async function releaseLocks(cloud: Cloud, progress: Progress): Promise<void> {
  const locks = cloud.state.locks();
  const living = locks.find((lock) => lock.alive);
  if (living !== undefined) {
    throw new UserError(
      `another run of Pulumi (process ${String(living.pid)}) is working on the stack ${cloud.stack}`,
      "Wait until it is done, or end it; then run the same command again.",
    );
  }
  if (locks.length === 0) return;
  progress.warn("The last run was killed: removing its lock.");
  await cloud.pulumiOk(["cancel", "--yes", cloud.stack]);
}

async function importPendingCreates(cloud: Cloud, progress: Progress): Promise<void> {
  // Loaded when it is needed only: it brings the AWS SDK along.
  const { locateResource } = await import("./provider/locate.js");
  const flags: string[] = [];
  for (const { urn, type, inputs } of cloud.state.pendingCreates()) {
    // A component is nothing in the cloud.
    const id = type.startsWith("aws:") ? await locateResource(type, inputs, cloud.env) : undefined;
    if (id === undefined) continue;
    progress.step(`Taking ${urn.split("::").slice(-2).join(" ")} into the state`);
    flags.push("--import-pending-creates", urn, "--import-pending-creates", id);
  }
  await refresh(cloud, [...flags, "--clear-pending-creates"]);
}

async function refresh(cloud: Cloud, flags: string[]): Promise<void> {
  await cloud.pulumiOk(["refresh", "--yes", "--skip-preview", "--non-interactive", ...flags]);
}
