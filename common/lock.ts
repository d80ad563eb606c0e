import * as fs from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./processes";

/** How long the holder may stay silent before others take the lock, in ms. Covers a process id that was used again. */
const silence = 60_000;
const heartbeat = 5_000;

async function isStale(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([fs.readFile(file, "utf8"), fs.stat(file)]);
    const pid = Number.parseInt(text, 10);
    // An empty file belongs to a process between creating and writing it; the silence limit frees it.
    return Date.now() - mtimeMs > silence || (Number.isInteger(pid) && !isAlive(pid));
  } catch {
    return false; // Released meanwhile: the next attempt gets it.
  }
}

async function tryAcquire(file: string): Promise<boolean> {
  try {
    await fs.writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Runs `work` while holding the lock file, which carries this process' id. A lock whose process is gone, or which was
 * not touched for a minute, is taken over. The lock saves double work; what it guards must be published by an atomic
 * rename all the same, since two processes can take over one stale lock.
 *
 * @param onWait called once when another process holds the lock.
 * @param poll time between attempts, in ms.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: () => void,
  poll = 250,
): Promise<T> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  let waiting = false;
  while (!(await tryAcquire(file))) {
    if (await isStale(file)) {
      await fs.rm(file, { force: true });
      continue;
    }
    if (!waiting) onWait();
    waiting = true;
    await delay(poll);
  }
  const timer = setInterval(
    () => void fs.utimes(file, new Date(), new Date()).catch(() => undefined),
    heartbeat,
  );
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    const holder = await fs.readFile(file, "utf8").catch(() => "");
    if (holder === String(process.pid)) await fs.rm(file, { force: true });
  }
}
