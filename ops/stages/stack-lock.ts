import * as os from "node:os";

import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation";

import { Failure } from "../../common/errors";
import { isAlive } from "../../common/processes";

/** A lock of a stack in a file or bucket backend, as the CLI reports it. */
export interface StackLock {
  /** With user, host, process and time. */
  text: string;
  hostname: string;
  pid: number;
  /** When it was taken, ms; NaN when the CLI does not say it. */
  takenAt: number;
}

/** The locks that made the CLI refuse. */
export function locksIn(stderr: string): StackLock[] {
  if (!stderr.includes("the stack is currently locked")) return [];
  const created = /created by \S*@(\S+) \(pid (\d+)\)(?: at (\S+))?.*/g;
  return [...stderr.matchAll(created)].map(([text, hostname = "", pid, at = ""]) => ({
    ...{ text, hostname },
    ...{ pid: Number(pid), takenAt: Date.parse(at) },
  }));
}

/** A run that is over, and may have left a lock. */
export interface DeadRun {
  /** Hosts that it has run on. */
  hosts: readonly string[];
  /** When it began, ISO 8601. */
  since: string;
}

/** Somebody else works on the stack. */
export class StackLocked extends Failure {
  constructor(stack: string, locks: readonly StackLock[]) {
    const by = locks.map(({ text }) => text).join("; ") || "an update that runs";
    super(
      `the stack "${stack}" is locked by another run: ${by}`,
      `Wait until it has ended. If it was killed: npm run pulumi -- cancel --stack ${stack}. Then run this again.`,
    );
  }
}

/**
 * Runs an operation that locks the stack. Removes the lock of a run that died, and runs it again.
 * @throws StackLocked when the lock is of another run.
 */
export async function withStackLock<T>(
  stack: Stack,
  dead: DeadRun | undefined,
  operation: () => Promise<T>,
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError)) throw error;
    const locks = locksIn(error.message);
    // The Pulumi service has no locks with hosts.
    const left = locks.length > 0 && locks.every((lock) => dead !== undefined && isOf(lock, dead));
    if (!left) throw new StackLocked(stack.name, locks);
    await stack.cancel();
    return operation();
  }
}

/** Whether a run that died has left a lock. Its CLI may have survived it on this host. */
function isOf({ hostname, pid, takenAt }: StackLock, { hosts, since }: DeadRun): boolean {
  // The CLI rounds down to a second.
  const began = Math.floor(Date.parse(since) / 1000) * 1000;
  if (!hosts.includes(hostname) || !(takenAt >= began)) return false;
  return hostname !== os.hostname() || !isAlive(pid);
}
