import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

/** One process as the system lists it. */
interface Listed {
  pid: number;
  command: string;
}

const procfs = process.platform === "linux";

/**
 * Distinguishes a process from a later one with the same id: its start time since boot.
 * `undefined` when there is no such process, or only a zombie.
 */
export function processIdentity(pid: number): string | undefined {
  return procfs ? linuxIdentity(pid) : psIdentity(pid);
}

/** Whether `pid` is still the process that had `identity`. */
export function isSameProcess(pid: number, identity: string): boolean {
  return processIdentity(pid) === identity;
}

/** Processes with `text` in their command line, except this one. */
export function processesNaming(text: string): number[] {
  return listProcesses()
    .filter((listed) => listed.pid !== process.pid && listed.command.includes(text))
    .map((listed) => listed.pid);
}

/** Sends a signal; a process that is gone already is not an error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until `done` returns true. Returns false after `timeoutMs`. */
export async function waitUntil(done: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await done()) return true;
    if (performance.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function linuxIdentity(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold spaces and parentheses of its own; fields are counted after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  const startTicks = fields[19];
  if (state === "Z" || state === "X" || startTicks === undefined) return undefined;
  return `${readIfThere("/proc/sys/kernel/random/boot_id")?.trim() ?? "boot"}/${startTicks}`;
}

function psIdentity(pid: number): string | undefined {
  const line = ps(["-o", "stat=,lstart=", "-p", String(pid)]).trim();
  if (line === "" || line.startsWith("Z")) return undefined;
  return line.slice(line.indexOf(" ")).trim();
}

function listProcesses(): Listed[] {
  if (!procfs) {
    return ps(["-A", "-ww", "-o", "pid=,command="])
      .split("\n")
      .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
      .flatMap((match) => (match ? [{ pid: Number(match[1]), command: match[2] ?? "" }] : []));
  }
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      command: readIfThere(`/proc/${name}/cmdline`)?.replaceAll("\0", " ") ?? "",
    }));
}

function ps(args: string[]): string {
  try {
    return execFileSync("ps", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return ""; // `ps` exits 1 when no process matches.
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
