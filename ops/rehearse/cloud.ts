import * as fs from "node:fs";
import * as path from "node:path";

import getPort from "get-port";

import { Cloud, emulatorDir, instanceDir } from "../../local/cloud";
import { resetEmulator } from "../../local/emulator";
import { createOwned } from "../../common/owned";
import { stateDir } from "../../common/paths";
import { isAlive } from "../../common/processes";
import { silentProgress, type Progress } from "../../common/progress";

/** Begins the name of a rehearsal's cloud; the id of the process that made it ends it. */
const PREFIX = "rehearsal-";

/** In the folder of a cloud that its user keeps. */
const KEPT = "kept";

let serial = 0;

/** A local cloud that is there for one rehearsal. All that belongs to it is in one folder. */
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

  /** The folder for one of the programs that are deployed to it. */
  programDir(which: "new" | "old"): string {
    return path.join(instanceDir(this.name), which);
  }

  /** A file beside them. */
  file(name: string): string {
    return path.join(instanceDir(this.name), name);
  }

  /** The cloud, with the program of a folder to be deployed to it. */
  open(projectDir: string, progress: Progress): Promise<Cloud> {
    return Cloud.open({ name: this.name, port: this.port, stack: this.stage, projectDir }, progress);
  }

  /** Removes it, in whatever state it is, with everything of it. */
  remove(): Promise<void> {
    return remove(this.name);
  }

  /** Leaves it to its user. {@link removeOld} removes it when it is asked for. */
  keep(): void {
    fs.writeFileSync(this.file(KEPT), "");
  }
}

/**
 * Removes clouds of rehearsals that were killed before they could.
 * @param kept whether those that their user kept go too.
 * @returns how many there were.
 */
export async function removeOld(kept = false): Promise<number> {
  if (!fs.existsSync(stateDir)) return 0;
  const old = fs.readdirSync(stateDir).filter((name) => {
    const [, pid] = /^rehearsal-\w+-\d+-(\d+)$/.exec(name) ?? [];
    if (pid === undefined) return false;
    return fs.existsSync(path.join(instanceDir(name), KEPT)) ? kept : !isAlive(Number(pid));
  });
  for (const name of old) await remove(name);
  return old.length;
}

async function remove(name: string): Promise<void> {
  await resetEmulator({ dir: emulatorDir(name), progress: silentProgress });
  Cloud.remove(name);
}
