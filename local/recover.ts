import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Cloud } from "./cloud";
import { UserError } from "../common/errors";
import type { Progress } from "../common/progress";
import { forgetCreations, unfinishedCreations, type Creation } from "./provider/server/creations";
import type { JsonObject } from "./provider/properties/wire";

/**
 * Mends what an interrupted run left behind, so that the next `up` converges:
 * a lock of a dead process is removed; what was made but not noted is imported into the state; what the
 * emulator lost is dropped from it.
 * @throws UserError when another run is going on.
 */
export async function recover(cloud: Cloud, progress: Progress): Promise<void> {
  await releaseLocks(cloud, progress);
  const { state } = cloud;
  const loss = cloud.unrepairedLoss();
  const begun = unfinishedCreations(cloud.creations, cloud.stack);
  if (loss !== undefined) progress.warn(lossMessage(loss.savedAt));
  if (state.hasPendingOperations() || begun.length > 0) {
    progress.warn("The last run was interrupted: looking for what it made without noting it.");
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
  // Its provider ends what it was making, then itself; before that nobody can say what there is.
  await endOf(cloud.providerProcesses.bind(cloud));
  if (cloud.state.restoreBackup())
    progress.warn("It was killed while it wrote its state: the copy before that is used.");
  await cloud.pulumiOk(["cancel", "--yes", cloud.stack]);
}

/** Waits until no such process is left; what still runs after ten seconds is killed. */
async function endOf(processes: () => number[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (let running = processes(); running.length > 0; running = processes()) {
    if (Date.now() > deadline) for (const pid of running) process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type ExportedResource = JsonObject & { urn: string; type: string; id?: string; inputs?: JsonObject };

/** The parts of `pulumi stack export` that are looked at; all others are kept as they are. */
interface ExportedStack {
  deployment: {
    resources?: ExportedResource[];
    pending_operations?: { type: string; resource: ExportedResource }[];
  };
}

/**
 * Takes what was made but not noted into the state, drops what was begun and not made, and reads both from the cloud.
 * The CLI's own way (`refresh --import-pending-creates`) notes the ids and then forgets them, at 3.230.0.
 */
async function importPendingCreates(
  cloud: Cloud,
  begun: readonly Creation[],
  progress: Progress,
): Promise<void> {
  // Loaded when it is needed only: it brings the AWS SDK along.
  const { locateResource } = await import("./provider/recovery/locate.js");
  const stack = JSON.parse(await cloud.pulumiOk(["stack", "export"])) as ExportedStack;
  const { resources = [], pending_operations: pending = [] } = stack.deployment;
  const creating = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
  const known = new Set([...resources, ...creating].map(({ urn }) => urn));
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
  // Of what a killed provider was making the engine keeps nothing.
  for (const creation of begun) {
    if (known.has(creation.urn) || provider?.id === undefined) continue;
    creating.push({ ...creation, custom: true, provider: `${provider.urn}::${provider.id}` });
  }
  for (const resource of creating) {
    // A component is nothing in the cloud.
    if (!resource.type.startsWith("aws:")) continue;
    const id = await locateResource(resource.type, resource.inputs ?? {}, cloud.env);
    if (id === undefined) continue;
    progress.step(`Taking ${resource.urn.split("::").slice(-2).join(" ")} into the state`);
    // What it depends on was made before it, so its place is at the end.
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
