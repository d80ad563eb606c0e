import { spawn } from "node:child_process";
import { once } from "node:events";
import { isSameProcess, processesNaming, processIdentity, sendSignal, waitUntil } from "./process";

describe("process identity", () => {
  it("stays the same while a process lives, and differs between processes", async () => {
    const child = spawn("sleep", ["60.4242"]);
    const pid = child.pid!;
    await once(child, "spawn");
    const identity = processIdentity(pid)!;
    expect(identity).toBeDefined();
    expect(isSameProcess(pid, identity)).toBe(true);
    expect(isSameProcess(pid, processIdentity(process.pid)!)).toBe(false);
    expect(await waitUntil(() => processesNaming("60.4242").includes(pid), 5_000)).toBe(true);
    sendSignal(pid, "SIGKILL");
    await once(child, "exit");
    expect(processIdentity(pid)).toBeUndefined();
    expect(processesNaming("60.4242")).toEqual([]);
    expect(() => sendSignal(pid, "SIGKILL")).not.toThrow();
  });
});

describe("waitUntil", () => {
  it("gives up after the timeout", async () => {
    await expect(waitUntil(() => false, 30)).resolves.toBe(false);
    await expect(waitUntil(() => Promise.resolve(true), 0)).resolves.toBe(true);
  });
});
