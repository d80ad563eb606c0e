import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { withLock } from "./lock";

let directory: string;
let file: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
  file = path.join(directory, "below", "lock");
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

function leaveLock(content: string, ageSeconds = 0): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  const then = Date.now() / 1000 - ageSeconds;
  fs.utimesSync(file, then, then);
}

const neverWaits = (): void => {
  throw new Error("waited for a lock that nobody holds");
};

test("work runs one after the other", async () => {
  const events: string[] = [];
  let waits = 0;
  const work = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    events.push(`${name} ends`);
  };
  const count = (): void => void (waits += 1);
  await Promise.all(["a", "b", "c"].map((name) => withLock(file, work(name), count, 5)));
  for (let index = 0; index < 6; index += 2) {
    expect(events[index + 1]).toBe(events[index]?.replace("begins", "ends"));
  }
  expect(waits).toBe(2);
});

test("it holds this process' id, and is released also when the work fails", async () => {
  const work = (): Promise<void> => {
    expect(fs.readFileSync(file, "utf8")).toBe(String(process.pid));
    return Promise.reject(new Error("work failed"));
  };
  await expect(withLock(file, work, neverWaits)).rejects.toThrow("work failed");
  expect(fs.existsSync(file)).toBe(false);
});

test("a lock of a process that is gone is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  leaveLock(String(pid));
  await expect(withLock(file, () => Promise.resolve("done"), neverWaits)).resolves.toBe("done");
});

test("a lock that was not touched for over a minute is taken over, whoever has its process id now", async () => {
  leaveLock(String(process.pid), 61);
  await expect(withLock(file, () => Promise.resolve("done"), neverWaits)).resolves.toBe("done");
});

test("a lock of a living process is waited for", async () => {
  leaveLock(String(process.ppid));
  const onWait = jest.fn(() => fs.rmSync(file));
  await withLock(file, () => Promise.resolve(), onWait, 5);
  expect(onWait).toHaveBeenCalledTimes(1);
});

test("a lock that another took over meanwhile is left to it", async () => {
  const work = (): Promise<void> => {
    leaveLock("1");
    return Promise.resolve();
  };
  await withLock(file, work, neverWaits);
  expect(fs.readFileSync(file, "utf8")).toBe("1");
});
