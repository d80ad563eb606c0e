import * as fs from "node:fs";
import * as path from "node:path";

import getPort from "get-port";

import { Cloud, emulatorDir, instanceDir } from "../../local/cloud";
import { resetEmulator } from "../../local/emulator";
import { createOwned } from "../../common/owned";
import { stateDir } from "../../common/paths";
import { isAlive } from "../../common/processes";
import { silentProgress, type Progress } from "../../common/progress";

/** Names of these clouds start with this and end with the id of the process that made them. */
const PREFIX = "rehearsal-";

let serial = 0;

/** A local cloud for one rehearsal. Everything of it is in one folder. */
export class ThrowAwayCloud {
  private constructor(
    readonly name: string,
    readonly stage: string,
    private readonly port: number,
  ) {}

  static async reserve(stage: string): Promise<ThrowAwayCloud> {
    const name = `${PREFIX}${stage}-${String(++serial)}-${String(process.pid)}`;
    createOwned(instanceDir(name));
    return new ThrowAwayCloud(name, stage, await getPort({ host: "127.0.0.1" }));
  }

  /** Folder of one of the programs that are deployed to it. */
  programDir(which: "new" | "old"): string {
    return path.join(instanceDir(this.name), which);
  }

  /** A scratch file. */
  file(name: string): string {
    return path.join(instanceDir(this.name), name);
  }

  /** Opens the cloud to deploy the program of a folder. */
  open(projectDir: string, progress: Progress): Promise<Cloud> {
    const { name, port, stage: stack } = this;
    return Cloud.open({ name, port, stack, projectDir, checkpoints: false }, progress);
  }

  /** Removes it with all its processes and data. */
  remove(): Promise<void> {
    return remove(this.name);
  }
}

/** Removes clouds of rehearsals that were killed. */
export async function removeOld(): Promise<void> {
  if (!fs.existsSync(stateDir)) return;
  for (const name of fs.readdirSync(stateDir)) {
    const [, pid] = /^rehearsal-\w+-\d+-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await remove(name);
  }
}

async function remove(name: string): Promise<void> {
  await resetEmulator({ dir: emulatorDir(name), progress: silentProgress });
  Cloud.remove(name);
}
