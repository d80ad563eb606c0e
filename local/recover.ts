import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Cloud } from "./cloud";
import { UserError } from "../common/errors";
import type { Progress } from "../common/progress";
import { forgetCreations, unfinishedCreations, type Creation } from "./provider/server/creations";
import type { JsonObject } from "./provider/properties/wire";

/**
 * Repairs what an interrupted run left behind, so that the next `up` converges: removes the lock of a dead process,
 * imports resources that were created but not recorded, and drops from the state what the emulator lost.
 * @throws UserError when another run is in progress.
 */
export async function recover(cloud: Cloud, progress: Progress): Promise<void> {
  await releaseLocks(cloud, progress);
  const { state } = cloud;
  const loss = cloud.unrepairedLoss();
  const begun = unfinishedCreations(cloud.creations, cloud.stack);
  if (loss !== undefined) progress.warn(lossMessage(loss.savedAt));
  if (state.hasPendingOperations() || begun.length > 0) {
    progress.warn("The last run was interrupted: looking for resources that it created but did not record.");
    await importPendingCreates(cloud, begun, progress);
    forgetCreations(cloud.creations, cloud.stack);
  } else if (loss !== undefined) {
    await refresh(cloud);
  }
  cloud.forgetLoss();
}

function lossMessage(savedAt: string | undefined): string {
  const since = savedAt === undefined ? "" : ` since ${savedAt}`;
  return (
    `The local cloud ended without saving: what was written to it${since} is lost (users, sessions, messages).\n` +
    "  Its resources are created again now. `npm run stop` saves the data; a killed emulator does not."
  );
}

async function releaseLocks(cloud: Cloud, progress: Progress): Promise<void> {
  const running = cloud.state.runningProcess();
  if (running !== undefined) {
    throw new UserError(
      `another run of Pulumi (process ${String(running)}) is working on the stack ${cloud.stack}`,
      "Wait until it is done, or end it; then run the same command again.",
    );
  }
  if (!cloud.state.isLocked()) return;
  progress.warn("The last run was killed: removing its lock.");
  // Its provider finishes what it is creating, then ends; only then is it known what exists.
  await endOf(cloud.providerProcesses.bind(cloud));
  if (cloud.state.restoreBackup())
    progress.warn("It was killed while it wrote its state: the backup before that is used.");
  await cloud.pulumiOk(["cancel", "--yes", cloud.stack]);
}

/** Waits until none of these processes is left. Kills them after ten seconds. */
async function endOf(processes: () => number[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (let running = processes(); running.length > 0; running = processes()) {
    if (Date.now() > deadline) for (const pid of running) process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type ExportedResource = JsonObject & { urn: string; type: string; id?: string; inputs?: JsonObject };

/** The parts of `pulumi stack export` that are read here; all others are kept. */
interface ExportedStack {
  deployment: {
    resources?: ExportedResource[];
    pending_operations?: { type: string; resource: ExportedResource }[];
  };
}

/**
 * Imports what was created but not recorded, drops what was not created after all, and refreshes.
 * `pulumi refresh --import-pending-creates` does not help: it records the ids and then drops them (CLI 3.230.0).
 */
async function importPendingCreates(
  cloud: Cloud,
  begun: readonly Creation[],
  progress: Progress,
): Promise<void> {
  // Loaded only when needed: it imports the AWS SDK.
  const { locateResource } = await import("./provider/recovery/locate.js");
  const stack = JSON.parse(await cloud.pulumiOk(["stack", "export"])) as ExportedStack;
  const { resources = [], pending_operations: pending = [] } = stack.deployment;
  const creating = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
  const known = new Set([...resources, ...creating].map(({ urn }) => urn));
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
  // The engine keeps no record of what a killed provider was creating.
  for (const creation of begun) {
    if (known.has(creation.urn) || provider?.id === undefined) continue;
    creating.push({ ...creation, custom: true, provider: `${provider.urn}::${provider.id}` });
  }
  for (const resource of creating) {
    // Components do not exist in the cloud.
    if (!resource.type.startsWith("aws:")) continue;
    const id = await locateResource(resource.type, resource.inputs ?? {}, cloud.env);
    if (id === undefined) continue;
    progress.step(`Importing ${resource.urn.split("::").slice(-2).join(" ")} into the state`);
    // At the end: its dependencies were created before it.
    resources.push({ ...resource, id, outputs: resource.inputs ?? {} });
  }
  stack.deployment = { ...stack.deployment, resources, pending_operations: [] };
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-state-")), "stack.json");
  try {
    fs.writeFileSync(file, JSON.stringify(stack), { mode: 0o600 });
    await cloud.pulumiOk(["stack", "import", "--file", file]);
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
  await refresh(cloud);
}

async function refresh(cloud: Cloud): Promise<void> {
  await cloud.pulumiOk(["refresh", "--yes", "--skip-preview", "--non-interactive"]);
}
