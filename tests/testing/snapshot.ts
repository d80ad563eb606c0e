import * as fs from "node:fs";
import * as path from "node:path";

import { Cloud, emulatorDir, instanceDir } from "../../local/cloud";
import { stopEmulator } from "../../local/emulator";
import { isPortFree } from "../../local/emulator/health";
import { silentProgress } from "../../common/progress";
import { RUN_VARIABLE } from "./setup";
import { SNAPSHOT_PREFIX } from "./teardown";

/**
 * The snapshot of this worker in this test run. Workers cannot share one: it contains the port, which only one cloud can
 * use at a time. Removed when jest ends.
 */
const folder = instanceDir(
  `${SNAPSHOT_PREFIX}${process.env[RUN_VARIABLE] ?? String(process.pid)}-${process.env["JEST_WORKER_ID"] ?? "1"}`,
);
const portFile = path.join(folder, "port");

/**
 * Copies a cloud with its data and its stack, for later test files.
 * @returns the same cloud, restarted.
 */
export async function takeSnapshot(cloud: Cloud): Promise<Cloud> {
  if (fs.existsSync(folder)) return cloud;
  const { name, projectDir } = cloud;
  const port = Number(new URL(cloud.endpoint).port);
  // The emulator writes its state when it stops.
  await stopEmulator({ dir: emulatorDir(name), progress: silentProgress });
  copy(instanceDir(name), folder);
  fs.writeFileSync(portFile, String(port));
  return Cloud.open({ name, port, projectDir, checkpoints: false }, silentProgress);
}

/**
 * A new cloud from the snapshot; undefined when there is none, or when its port is in use.
 * @param program copies the program for the cloud.
 */
export async function openSnapshot(name: string, program: () => string): Promise<Cloud | undefined> {
  if (!fs.existsSync(portFile)) return undefined;
  const port = Number(fs.readFileSync(portFile, "utf8"));
  if (!(await isPortFree(port))) return undefined;
  copy(folder, instanceDir(name));
  return Cloud.open({ name, port, projectDir: program(), checkpoints: false }, silentProgress);
}

function copy(from: string, to: string): void {
  fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
