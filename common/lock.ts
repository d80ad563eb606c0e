import * as fs from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { lock } from "proper-lockfile";

/** A lock whose holder has not renewed it for this long is taken over, in ms. The holder renews it every 5 s. */
const stale = 30_000;

/**
 * Runs `work` while holding a lock that other processes see. The holder renews the lock while it works, so a lock that
 * a killed process left behind is free after half a minute; process ids play no part. A holder that is suspended for
 * longer than that loses the lock: publish what the lock guards in one step, e.g. by a rename.
 *
 * @param name a path; the lock is the folder `<name>.d`.
 * @param onWait called once when another process holds the lock.
 * @param poll time between attempts, in ms.
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: () => void,
  poll = 250,
): Promise<T> {
  await fs.mkdir(path.dirname(name), { recursive: true });
  const release = await acquire(name, onWait, poll);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined); // Taken over meanwhile: it belongs to another process now.
  }
}

async function acquire(name: string, onWait: () => void, poll: number): Promise<() => Promise<void>> {
  const options = {
    lockfilePath: `${name}.d`,
    realpath: false,
    stale,
    update: 5_000,
    onCompromised: () => undefined,
  };
  for (let attempt = 1; ; attempt++) {
    try {
      return await lock(name, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
    if (attempt === 1) onWait();
    await delay(poll);
  }
}
