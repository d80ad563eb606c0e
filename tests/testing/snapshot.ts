import * as fs from "node:fs";
import * as path from "node:path";

import { Cloud, emulatorDir, instanceDir } from "../../local/cloud";
import { stopEmulator } from "../../local/emulator";
import { isPortFree } from "../../local/emulator/health";
import { silentProgress } from "../../common/progress";
import { RUN_VARIABLE } from "./setup";
import { SNAPSHOT_PREFIX } from "./teardown";

/**
 * The snapshot of this worker in this run of the tests: two clouds cannot have the one port that is in a snapshot. jest
 * removes it at the end.
 */
const folder = instanceDir(
  `${SNAPSHOT_PREFIX}${process.env[RUN_VARIABLE] ?? String(process.pid)}-${process.env["JEST_WORKER_ID"] ?? "1"}`,
);
const portFile = path.join(folder, "port");

/**
 * Keeps a cloud as it is, data and stack, for the test files that come after.
 * @returns the cloud, which goes on as if nothing had been.
 */
export async function takeSnapshot(cloud: Cloud): Promise<Cloud> {
  if (fs.existsSync(folder)) return cloud;
  const { name, projectDir } = cloud;
  const port = Number(new URL(cloud.endpoint).port);
  // Only what is stopped is whole on disk.
  await stopEmulator({ dir: emulatorDir(name), progress: silentProgress });
  copy(instanceDir(name), folder);
  fs.writeFileSync(portFile, String(port));
  return Cloud.open({ name, port, projectDir }, silentProgress);
}

/**
 * A cloud of its own made of the snapshot, if there is one and its port, which the stack's outputs name, is free.
 * @param program makes the cloud a copy of the program.
 */
export async function openSnapshot(name: string, program: () => string): Promise<Cloud | undefined> {
  if (!fs.existsSync(portFile)) return undefined;
  const port = Number(fs.readFileSync(portFile, "utf8"));
  if (!(await isPortFree(port))) return undefined;
  copy(folder, instanceDir(name));
  return Cloud.open({ name, port, projectDir: program() }, silentProgress);
}

function copy(from: string, to: string): void {
  fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
