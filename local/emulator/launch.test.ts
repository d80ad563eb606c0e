import * as fs from "node:fs";
import * as net from "node:net";
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
import { createTable, has, put, userError } from "./testing/fixtures";

const [port, otherPort, thirdPort] = [4735, 4736, 4737] as const;
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

describe("beside others", () => {
  it("two instances run at once, independently; the error for a port in use names it", async () => {
    const [one, two] = await Promise.all([start("b", port), start("c", otherPort)]);
    await createTable(one.endpoint);
    await createTable(two.endpoint);
    await put(one.endpoint, "of one");
    await expect(has(two.endpoint, "of one")).resolves.toBe(false);

    const error = await userError(start("d", port));
    expect(error.message).toContain(`Port ${port} of 127.0.0.1 is in use by another local AWS emulator`);
    expect(error.remedy).toContain("SJC1990APP_PORT=4567 npm start");
    await stopEmulator({ dir: emulatorDir("b"), progress });
    await expect(has(two.endpoint, "of one")).resolves.toBe(false);
  });

  it("two commands that start one instance at the same time get the same emulator", async () => {
    const both = await Promise.all([start("e", port), start("e", port)]);
    expect(both.map((each) => each.previous).sort()).toEqual(["fresh", "running"]);
    expect(both[0].pid).toBe(both[1].pid);
  });

  it("the error for a port of another program names it", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(thirdPort, "127.0.0.1", resolve));
    const error = await userError(start("f", thirdPort));
    expect(error.message).toBe(`Port ${thirdPort} of 127.0.0.1 is in use by another program.`);
    server.close();
  });
});

describe("failures", () => {
  it("shows the end of the log of an emulator that dies while it starts, and removes its record", async () => {
    const python = path.join(root, "python");
    fs.writeFileSync(python, "#!/bin/sh\necho ImportError: no such module >&2\nexit 3\n", { mode: 0o755 });
    const dir = emulatorDir("g");
    const args = { dir, port: thirdPort, progress, installation: { ...installation, python } };
    const error = await userError(startEmulator(args));
    expect(error.message).toMatch(/ended while it started \(exit code 3\)[^]*ImportError: no such module/);
    expect(error.remedy).toContain(path.join(dir, "emulator.log"));
    await expect(statusEmulator({ dir })).resolves.toEqual({ state: "none" });
    fs.rmSync(python);
    expect((await userError(startEmulator(args))).message).toContain("ENOENT");
  });

  it("rejects a node_modules above its folder", async () => {
    fs.mkdirSync(path.join(root, "h", "node_modules"), { recursive: true });
    const error = await userError(start("h", thirdPort));
    expect(error.message).toContain(path.join(root, "h", "node_modules"));
    expect(error.remedy).toContain("SJC1990APP_STATE_DIR");
  });

  it("does not mistake another process with the same id for its own", async () => {
    const dir = emulatorDir("i");
    fs.mkdirSync(dir, { recursive: true });
    const record = {
      pid: process.pid,
      identity: "of another time",
      port: thirdPort,
      startedAt: new Date().toISOString(),
      fingerprint: "",
    };
    fs.writeFileSync(path.join(dir, "instance.json"), JSON.stringify(record));
    await expect(statusEmulator({ dir })).resolves.toMatchObject({ state: "killed" });
    await expect(stopEmulator({ dir, progress })).resolves.toMatchObject({ wasRunning: false, saved: false });
    await resetEmulator({ dir, progress });
  });
});
