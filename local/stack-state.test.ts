import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../common/errors";
import { StackState } from "./stack-state";

const project = "tiny";
let backend: string;
let file: string;
let state: StackState;

beforeEach(() => {
  backend = fs.mkdtempSync(path.join(os.tmpdir(), "stack-state-"));
  file = path.join(backend, ".pulumi", "stacks", project, "dev.json");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  state = new StackState(backend, "dev", project);
});
afterEach(() => fs.rmSync(backend, { recursive: true }));

function lock(content: string): void {
  const locks = path.join(backend, ".pulumi", "locks", "organization", project, "dev");
  fs.mkdirSync(locks, { recursive: true });
  fs.writeFileSync(path.join(locks, "0b4ef2c3.json"), content);
}

describe("a lock", () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill());

  /** A process whose command line is that of the CLI, or of another program. */
  function runs(program: string): string {
    child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)", program], { stdio: "ignore" });
    return JSON.stringify({ pid: child.pid });
  }

  test("of a running CLI names its process", () => {
    lock(runs("/usr/local/bin/pulumi"));
    expect(state.runningProcess()).toBe(child?.pid);
  });

  test.each([
    ["whose process id belongs to another program now", () => runs("/usr/bin/editor")],
    ["of a process that has ended", () => JSON.stringify({ pid: 2 ** 30 })],
    ["that is empty", () => ""],
    ["that was cut off", () => '{"pid": 1'],
    ["without a process id", () => "{}"],
  ])("%s is left over", (_name, content) => {
    lock(content());
    expect(state.runningProcess()).toBeUndefined();
    expect(state.isLocked()).toBe(true);
  });

  test("is not there before the first run", () => {
    expect(state.isLocked()).toBe(false);
    expect(state.runningProcess()).toBeUndefined();
  });
});

describe("the state file", () => {
  const whole = JSON.stringify({
    checkpoint: { latest: { resources: [{ urn: "u", type: "aws:s3/bucket:Bucket" }] } },
  });

  test.each(["", whole.slice(0, 40)])("cut off to %p is restored from the backup", (text) => {
    fs.writeFileSync(file, text);
    fs.writeFileSync(`${file}.bak`, whole);
    expect(state.restoreBackup()).toBe(true);
    expect(state.hasResources()).toBe(true);
    expect(state.restoreBackup()).toBe(false);
  });

  test.each(["", '{"user.cache_control":""'])("loses attributes that were cut off to %p", (text) => {
    fs.writeFileSync(file, whole);
    const attributes = [`${file}.attrs`, `${file}.bak.attrs`];
    for (const name of attributes) fs.writeFileSync(name, text);
    expect(state.restoreBackup()).toBe(false);
    expect(attributes.filter((name) => fs.existsSync(name))).toEqual([]);
    expect(state.hasResources()).toBe(true);
  });

  test("keeps whole attributes", () => {
    fs.writeFileSync(file, whole);
    fs.writeFileSync(`${file}.attrs`, "{}");
    state.restoreBackup();
    expect(fs.existsSync(`${file}.attrs`)).toBe(true);
  });

  test("that cannot be restored is an error with the next step", () => {
    fs.writeFileSync(file, "");
    expect(() => state.restoreBackup()).toThrow(UserError);
    fs.writeFileSync(`${file}.bak`, "{");
    expect(() => state.restoreBackup()).toThrow("cannot be read");
  });
});
