import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { withLock } from "./lock";
import { repoRoot } from "./paths";

let directory: string;
let name: string;
let folder: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
  name = path.join(directory, "below", "lock");
  folder = `${name}.d`;
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const neverWaits = (): void => {
  throw new Error("waited for a free lock");
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
  await Promise.all(["a", "b", "c"].map((id) => withLock(name, work(id), count, 5)));
  expect(events).toHaveLength(6);
  for (let index = 0; index < 6; index += 2) {
    expect(events[index + 1]).toBe(events[index]?.replace("begins", "ends"));
  }
  expect(waits).toBe(2);
});

test("the lock is released when the work fails", async () => {
  const work = (): Promise<void> => {
    expect(fs.existsSync(folder)).toBe(true);
    return Promise.reject(new Error("work failed"));
  };
  await expect(withLock(name, work, neverWaits)).rejects.toThrow("work failed");
  expect(fs.existsSync(folder)).toBe(false);
});

test("a lock that was renewed lately is waited for", async () => {
  fs.mkdirSync(folder, { recursive: true });
  const onWait = jest.fn(() => fs.rmdirSync(folder));
  await withLock(name, () => Promise.resolve(), onWait, 5);
  expect(onWait).toHaveBeenCalledTimes(1);
});

test("a lock that nobody renews is taken over", async () => {
  fs.mkdirSync(folder, { recursive: true });
  const then = Date.now() / 1000 - 31;
  fs.utimesSync(folder, then, then);
  await expect(withLock(name, () => Promise.resolve("done"), neverWaits)).resolves.toBe("done");
});

test("a process that exits at once while it works releases its lock", async () => {
  const script = `
    require("tsx/cjs/api").register();
    const { withLock } = require(${JSON.stringify(path.join(__dirname, "lock.ts"))});
    void withLock(${JSON.stringify(name)}, () => process.exit(0), () => {});`;
  execFileSync(process.execPath, ["-e", script], { cwd: repoRoot });
  await expect(withLock(name, () => Promise.resolve("done"), neverWaits)).resolves.toBe("done");
});

test("a folder that cannot be written is an error, not a wait", async () => {
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, "below"), "");
  await expect(withLock(name, () => Promise.resolve(), neverWaits)).rejects.toMatchObject({
    code: "EEXIST",
  });
});
