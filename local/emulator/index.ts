import * as fs from "node:fs";
import { withLock } from "../../common/lock";
import type { Progress } from "../../common/progress";
import { askHealth } from "./health";
import { ensureEmulator, type Installation } from "./install";
import { Instance, type InstanceRecord } from "./instance";
import { fingerprintOf, launch } from "./launch";
import { waitUntil } from "./process";
import { endEmulator, endWorkers, killEmulator, type Stopped } from "./stop";

export { ensureEmulator, ensureRuntimeNode, type Installation } from "./install";
export type { Stopped } from "./stop";

/** An emulator that answers. */
export interface RunningEmulator {
  /** e.g. `http://127.0.0.1:4566`. */
  endpoint: string;
  port: number;
  pid: number;
  /**
   * `running`: it ran already. `restored`: the data of the last run are back. `fresh`: there were none. `lost`: the last
   * run was killed, and what changed since `savedAt` is gone.
   */
  previous: "running" | "restored" | "fresh" | "lost";
  /** When the data that it started with were saved (ISO 8601); absent when nothing was saved yet. */
  savedAt?: string;
}

/** The folder of an instance's emulator: `<stateDir>/<name>/emulator`. */
export interface EmulatorArgs {
  dir: string;
  progress: Progress;
}

/** What {@link startEmulator} needs. */
export interface StartArgs extends EmulatorArgs {
  /** Port on 127.0.0.1. An emulator of this instance on another port is moved, with its data. */
  port: number;
  /** What to run it with. Default: {@link ensureEmulator}. */
  installation?: Installation;
}

/** The status of an instance's emulator. */
export interface EmulatorStatus {
  /** `none`: never started, or reset. `killed`: ended without saving. `unresponsive`: runs, but does not answer. */
  state: "none" | "running" | "unresponsive" | "stopped" | "killed";
  endpoint?: string;
  port?: number;
  pid?: number;
  /** ISO 8601. */
  startedAt?: string;
  /** When data were last written to disk (ISO 8601): only a graceful stop does that. */
  savedAt?: string;
}

/** Maximum size of the log in bytes. A larger one is emptied at the next command. */
const maxLogBytes = 20_000_000;

/**
 * Starts the instance's emulator, or finds it running. It outlives this process and its terminal.
 * One that runs on another port or with other settings is restarted; its data are kept.
 * @throws UserError when Python is missing, the port is taken, or the emulator does not come up.
 */
export async function startEmulator({
  dir,
  port,
  progress,
  installation,
}: StartArgs): Promise<RunningEmulator> {
  const instance = new Instance(dir);
  const runs = installation ?? (await ensureEmulator(progress));
  return locked(instance, progress, async () => {
    const live = instance.liveRecord();
    if (live !== undefined) {
      if (live.fingerprint === fingerprintOf(instance, port, runs) && (await answers(instance, live))) {
        boundLog(instance);
        return describe(instance, live, "running");
      }
      if (instance.liveRecord() !== undefined) {
        progress.step("Stopping the local AWS emulator, which does not answer or has other settings");
        await endEmulator(instance, live, progress);
      }
    }
    const last = instance.readRecord();
    const savedAt = instance.savedAt();
    // A stop that could not save everything removes the record.
    const unrecorded = savedAt === undefined ? "fresh" : "lost";
    const previous = last === undefined ? unrecorded : instance.wasSaved(last) ? "restored" : "lost";
    await endWorkers(instance);
    progress.step(`Starting the local AWS emulator on port ${port}`);
    const record = await launch(instance, port, runs);
    return describe(instance, record, previous, savedAt);
  });
}

/** Stops the instance's emulator so that its data are saved, and ends its Lambda workers. */
export async function stopEmulator({ dir, progress }: EmulatorArgs): Promise<Stopped> {
  const instance = new Instance(dir);
  return locked(instance, progress, async () => {
    const live = instance.liveRecord();
    if (live !== undefined) return endEmulator(instance, live, progress);
    await endWorkers(instance);
    const last = instance.readRecord();
    return { wasRunning: false, saved: last === undefined || instance.wasSaved(last), failed: [] };
  });
}

/** Returns the status of the instance's emulator, without changing anything. */
export async function statusEmulator({ dir }: Pick<EmulatorArgs, "dir">): Promise<EmulatorStatus> {
  const instance = new Instance(dir);
  const record = instance.readRecord();
  if (record === undefined) return { state: "none" };
  const savedAt = instance.savedAt();
  const saved = savedAt === undefined ? {} : { savedAt: savedAt.toISOString() };
  const { port, pid, startedAt } = record;
  if (instance.liveRecord() === undefined) {
    return { state: instance.wasSaved(record) ? "stopped" : "killed", port, startedAt, ...saved };
  }
  const state = (await askHealth(port)) === undefined ? "unresponsive" : "running";
  return { state, endpoint: instance.endpoint(port), port, pid, startedAt, ...saved };
}

/** Ends the instance's emulator and removes all that it holds. */
export async function resetEmulator({ dir, progress }: EmulatorArgs): Promise<void> {
  const instance = new Instance(dir);
  await locked(instance, progress, async () => {
    await killEmulator(instance);
    // Only the instance's own files: `dir` could be wrong.
    for (const file of instance.files()) fs.rmSync(file, { recursive: true, force: true, maxRetries: 3 });
    if (fs.existsSync(dir) && fs.readdirSync(dir).length === 0) fs.rmdirSync(dir);
  });
}

function locked<T>(instance: Instance, progress: Progress, work: () => Promise<T>): Promise<T> {
  return withLock(
    instance.lock,
    work,
    () => progress.step("Waiting for another command that uses the local AWS emulator"),
    50,
  );
}

/** Waits up to ten seconds: under load the emulator may be busy. */
async function answers(instance: Instance, { port }: InstanceRecord): Promise<boolean> {
  let healthy = false;
  await waitUntil(async () => {
    healthy = (await askHealth(port)) !== undefined;
    return healthy || instance.liveRecord() === undefined;
  }, 10_000);
  return healthy;
}

function boundLog(instance: Instance): void {
  if (instance.logSize() > maxLogBytes) fs.truncateSync(instance.log);
}

function describe(
  instance: Instance,
  record: InstanceRecord,
  previous: RunningEmulator["previous"],
  savedAt = instance.savedAt(),
): RunningEmulator {
  const { port, pid } = record;
  const saved = savedAt === undefined ? {} : { savedAt: savedAt.toISOString() };
  return { endpoint: instance.endpoint(port), port, pid, previous, ...saved };
}
