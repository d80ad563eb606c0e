import * as fs from "node:fs";
import * as path from "node:path";

import { stateDir } from "../../common/paths";
import { isAlive } from "../../common/processes";

/** Prefix of a snapshot's folder. The id of the run and of the worker follow. */
export const SNAPSHOT_PREFIX = "test-snapshot-";

/** Runs once after all system tests: removes the snapshots of this run, and of runs that were killed. */
export default function teardown(): void {
  if (!fs.existsSync(stateDir)) return;
  for (const folder of fs.readdirSync(stateDir)) {
    if (!folder.startsWith(SNAPSHOT_PREFIX)) continue;
    const pid = Number.parseInt(folder.slice(SNAPSHOT_PREFIX.length), 10);
    if (pid === process.pid || !isAlive(pid)) {
      fs.rmSync(path.join(stateDir, folder), { recursive: true, force: true });
    }
  }
}
