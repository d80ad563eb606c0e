import type { Progress } from "../../common/progress";
import type { Instance, InstanceRecord } from "./instance";
import { isSameProcess, processesNaming, sendSignal, waitUntil } from "./process";

/** How a stop went. */
export interface Stopped {
  /** False when there was nothing to stop. */
  wasRunning: boolean;
  /** Whether the data of this run are on disk. True when there was nothing to stop and nothing was lost before. */
  saved: boolean;
  /** Services whose data could not be written, e.g. because the disk is full. Their last saved data remain. */
  failed: string[];
}

/** Time to save, in ms. Then the emulator is killed. */
const graceMs = 30_000;
/** Time for running Lambda calls, in ms. Then their workers are killed. */
const callsMs = 4_000;

/** Ends the emulator of `record` gracefully, and with it all its Lambda workers. */
export async function endEmulator(
  instance: Instance,
  record: InstanceRecord,
  progress: Progress,
): Promise<Stopped> {
  const isGone = (): boolean => !isSameProcess(record.pid, record.identity);
  const logFrom = instance.logSize();
  sendSignal(record.pid, "SIGTERM");
  // It saves its state only after the last call.
  let ended = await waitUntil(isGone, callsMs);
  for (let waited = 0; !ended && waited < graceMs; waited += 500) {
    await endWorkers(instance);
    ended = await waitUntil(isGone, 500);
  }
  if (!ended) {
    progress.warn(
      `The local AWS emulator (process ${record.pid}) did not end within ${graceMs / 1000} s and is killed.`,
    );
    sendSignal(record.pid, "SIGKILL");
    await waitUntil(isGone, 5_000);
  }
  await endWorkers(instance);
  const failures = instance
    .readLog(logFrom)
    .matchAll(/Persistence: (?:failed to save|error getting state for) (\w+)/g);
  const failed = [...failures].flatMap((match) => match[1] ?? []);
  // Without the record, the next start knows that data is lost. Removing a file works on a full disk, too.
  if (failed.length > 0) instance.writeRecord(undefined);
  return { wasRunning: true, saved: instance.wasSaved(record) && failed.length === 0, failed };
}

/** Ends the emulator at once, without saving. */
export async function killEmulator(instance: Instance): Promise<void> {
  const record = instance.liveRecord();
  if (record !== undefined) {
    sendSignal(record.pid, "SIGKILL");
    await waitUntil(() => !isSameProcess(record.pid, record.identity), 5_000);
  }
  await endWorkers(instance);
}

/** Lambda workers end with the emulator, except during a call. All run from the instance's folder. */
export async function endWorkers(instance: Instance): Promise<void> {
  const running = (): number[] => processesNaming(`${instance.tmp}/ministack-`);
  await waitUntil(() => {
    const pids = running();
    for (const pid of pids) sendSignal(pid, "SIGKILL");
    return pids.length === 0;
  }, 2_000);
}
