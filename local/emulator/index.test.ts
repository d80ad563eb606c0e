import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { silentProgress as progress } from "../../common/progress";
import {
  ensureEmulator,
  type Installation,
  resetEmulator,
  startEmulator,
  statusEmulator,
  stopEmulator,
} from ".";
import { createFunction, createTable, has, invoke, put, userError } from "./testing/fixtures";
import { processesNaming, processIdentity, waitUntil } from "./process";

const [port, otherPort] = [4730, 4731] as const;
let root: string;
let installation: Installation;

beforeAll(async () => {
  installation = await ensureEmulator(progress);
  root = fs.mkdtempSync(path.join(os.tmpdir(), "emulator-"));
});
afterAll(async () => {
  for (const name of fs.readdirSync(root)) await resetEmulator({ dir: emulatorDir(name), progress });
  fs.rmSync(root, { recursive: true });
});

const emulatorDir = (name: string): string => path.join(root, name, "emulator");
const start = (name: string, onPort: number) =>
  startEmulator({ dir: emulatorDir(name), port: onPort, progress, installation });
const workers = (name: string): number[] => processesNaming(path.join(emulatorDir(name), "tmp"));

describe("one instance", () => {
  it("starts empty, enforces IAM, and is reused by the next start", async () => {
    await expect(statusEmulator({ dir: emulatorDir("a") })).resolves.toEqual({ state: "none" });
    const first = await start("a", port);
    expect(first).toMatchObject({ previous: "fresh", port, endpoint: `http://127.0.0.1:${port}` });
    await expect(start("a", port)).resolves.toEqual({ ...first, previous: "running" });
    await expect(statusEmulator({ dir: emulatorDir("a") })).resolves.toMatchObject({
      state: "running",
      pid: first.pid,
    });
    const health = (await (await fetch(`${first.endpoint}/_ministack/health`)).json()) as { auth: string };
    expect(health.auth).toBe("enabled");
  });

  it("leads its own process group, so that Ctrl-C at a terminal does not reach it", async () => {
    const { pid } = await start("a", port);
    const group = (of: number): string =>
      execFileSync("ps", ["-o", "pgid=", "-p", String(of)], { encoding: "utf8" }).trim();
    expect(group(pid)).toBe(String(pid));
    expect(group(process.pid)).not.toBe(String(pid));
  });

  it("runs functions on Node 24 without this environment, and keeps its data across stop and start", async () => {
    process.env["OF_THE_USER"] = "secret";
    const { endpoint } = await start("a", port);
    await createTable(endpoint);
    await put(endpoint, "kept");
    await createFunction(endpoint, installation);
    const seen = await invoke(endpoint);
    expect(seen.node).toMatch(/^v24\./);
    expect(seen.foreign).toBe(false);
    expect(seen.path.split(":")[0]).toBe(path.join(emulatorDir("a"), "bin"));
    expect(seen.names).toContain("AWS_SESSION_TOKEN");
    for (const name of ["OF_THE_USER", "LOG_LEVEL", "NODE_OPTIONS", "NODE_PATH", "PIP_INDEX_URL"]) {
      expect(seen.names).not.toContain(name);
    }
    expect(workers("a")).toHaveLength(1);

    await expect(stopEmulator({ dir: emulatorDir("a"), progress })).resolves.toEqual({
      wasRunning: true,
      saved: true,
      failed: [],
    });
    expect(workers("a")).toEqual([]);
    await expect(statusEmulator({ dir: emulatorDir("a") })).resolves.toMatchObject({
      state: "stopped",
      savedAt: expect.any(String),
    });
    await expect(stopEmulator({ dir: emulatorDir("a"), progress })).resolves.toMatchObject({
      wasRunning: false,
      saved: true,
    });

    const again = await start("a", port);
    expect(again.previous).toBe("restored");
    await expect(has(again.endpoint, "kept")).resolves.toBe(true);
    await expect(invoke(again.endpoint)).resolves.toMatchObject({ node: seen.node });
  });

  it("reports after kill -9 that data are lost, and since when", async () => {
    const { endpoint, pid, savedAt } = await start("a", port);
    expect(savedAt).toBeDefined();
    await put(endpoint, "lost");
    const busy = invoke(endpoint, { sleep: 60_000 }).catch(() => undefined);
    await waitUntil(() => workers("a").length > 0, 10_000);
    process.kill(pid, "SIGKILL");
    await busy;
    expect(await waitUntil(() => processIdentity(pid) === undefined, 5_000)).toBe(true);
    await expect(statusEmulator({ dir: emulatorDir("a") })).resolves.toMatchObject({
      state: "killed",
      savedAt,
    });

    const after = await start("a", port);
    expect(after).toMatchObject({ previous: "lost", savedAt });
    expect(workers("a")).toEqual([]);
    await expect(has(after.endpoint, "kept")).resolves.toBe(true);
    await expect(has(after.endpoint, "lost")).resolves.toBe(false);
  });

  it("saves and ends in time although a function is running", async () => {
    const { endpoint } = await start("a", port);
    await put(endpoint, "during the call");
    const busy = invoke(endpoint, { sleep: 60_000 }).catch(() => undefined);
    expect(await waitUntil(() => workers("a").length > 0, 10_000)).toBe(true);
    await expect(stopEmulator({ dir: emulatorDir("a"), progress })).resolves.toEqual({
      wasRunning: true,
      saved: true,
      failed: [],
    });
    await busy;
    expect(workers("a")).toEqual([]);
    const again = await start("a", port);
    await expect(has(again.endpoint, "during the call")).resolves.toBe(true);
  });

  it("moves to another port with its data", async () => {
    const moved = await start("a", otherPort);
    expect(moved).toMatchObject({ previous: "restored", port: otherPort });
    await expect(has(moved.endpoint, "kept")).resolves.toBe(true);
  });

  it("does not start without a saved state that it cannot read, and keeps the files", async () => {
    const dir = emulatorDir("a");
    await stopEmulator({ dir, progress });
    const file = path.join(dir, "state", "dynamodb.json");
    const good = fs.readFileSync(file);
    fs.writeFileSync(file, "{ half");
    const error = await userError(start("a", port));
    expect(error.message).toContain("could not read what it had saved of: dynamodb");
    expect(error.remedy).toContain("npm run reset");
    expect(fs.readFileSync(file, "utf8")).toBe("{ half");
    await expect(statusEmulator({ dir })).resolves.toMatchObject({ state: "stopped" });
    fs.writeFileSync(file, good);
    await expect(start("a", port)).resolves.toMatchObject({ previous: "restored" });
  });

  it("reports what it could not save, and the next start knows that data is lost", async () => {
    const dir = emulatorDir("a");
    const { endpoint } = await start("a", port);
    await put(endpoint, "unsaved");
    // A folder in place of the emulator's temporary file makes writing fail, as a full disk does.
    const obstacle = path.join(dir, "state", "dynamodb.json.tmp");
    fs.mkdirSync(obstacle);
    await expect(stopEmulator({ dir, progress })).resolves.toEqual({
      wasRunning: true,
      saved: false,
      failed: ["dynamodb"],
    });
    fs.rmdirSync(obstacle);
    const after = await start("a", port);
    expect(after.previous).toBe("lost");
    await expect(has(after.endpoint, "kept")).resolves.toBe(true);
    await expect(has(after.endpoint, "unsaved")).resolves.toBe(false);
  });

  it.each(["", "null", "[]", "{}", '{"pid":1,"port":4730}', "garbage"])(
    "starts in spite of a damaged instance.json: %j",
    async (text) => {
      const dir = emulatorDir("a");
      await stopEmulator({ dir, progress });
      fs.writeFileSync(path.join(dir, "instance.json"), text);
      await expect(statusEmulator({ dir })).resolves.toEqual({ state: "none" });
      await expect(start("a", port)).resolves.toMatchObject({ previous: "lost" });
    },
  );

  it("is gone after a reset, with its folder", async () => {
    const { pid } = await start("a", port);
    await resetEmulator({ dir: emulatorDir("a"), progress });
    expect(processIdentity(pid)).toBeUndefined();
    expect(fs.existsSync(emulatorDir("a"))).toBe(false);
    await expect(statusEmulator({ dir: emulatorDir("a") })).resolves.toEqual({ state: "none" });
  });
});
