/** `npm run stack:init`, and a release, while another run has locked the stack: the real CLI on a file backend. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Cloud } from "../../local/cloud";
import { ensureEngine, type Engine } from "../../local/engine";
import { silentProgress } from "../../common/progress";
import { openStack } from "../../ops/stages/engine";
import { withStackLock } from "../../ops/stages/stack-lock";
import { Owner, fixture } from "./stage-owner";

let engine: Engine;
let owner: Owner;
/** The file of the stage once its stack exists. */
let created: string;

beforeAll(async () => {
  engine = await ensureEngine(silentProgress);
});
beforeEach(async () => {
  owner = new Owner(engine);
  // A run was killed after it had created the stack.
  owner.file = "config: {}\n";
  await owner.pulumi("stack", "init");
  created = owner.file;
  owner.file = fixture;
});
afterEach(() => {
  owner.remove();
});

/** Locks the stack as the CLI does. */
function lock(of: { pid: number; hostname: string; timestamp?: string }): string {
  const dir = path.join(owner.root, "backend", ".pulumi", "locks", "organization", "sjc1990app", "prod");
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, "0b4ef2c3-5b0b-4f4e-9d5b-2f8f5f0c9b1e.json");
  fs.writeFileSync(file, JSON.stringify({ username: "owner", timestamp: "2026-11-26T03:00:00Z", ...of }));
  return file;
}

/** A process that ends after so many milliseconds. */
function run(milliseconds: number): { pid: number; ended: Promise<unknown> } {
  const child = spawn(process.execPath, ["-e", `setTimeout(() => {}, ${String(milliseconds)})`]);
  const { pid } = child;
  if (pid === undefined) throw new Error("it did not start");
  return { pid, ended: once(child, "close") };
}

test("the lock of a killed run of this machine is removed", async () => {
  const { pid, ended } = run(0);
  await ended;
  const file = lock({ pid, hostname: os.hostname() });
  await owner.init();
  expect(fs.existsSync(file)).toBe(false);
  expect((await owner.keys()).current.kid).not.toBe("");
});

test("another run of this machine is waited for", async () => {
  const { pid, ended } = run(3_000);
  const file = lock({ pid, hostname: os.hostname() });
  void ended.then(() => {
    fs.rmSync(file);
  });
  await owner.init();
  expect((await owner.keys()).current.kid).not.toBe("");
});

test("a lock of another machine stays, and its owner is named", async () => {
  const file = lock({ pid: 1, hostname: "elsewhere" });
  await expect(owner.init()).rejects.toMatchObject({
    message: expect.stringMatching(
      /^the stack "prod" is locked by another run: created by owner@elsewhere \(pid 1\)/,
    ) as string,
    remedy: expect.stringContaining("pulumi cancel --stack prod") as string,
  });
  expect(fs.existsSync(file)).toBe(true);
  expect(owner.file).toBe(fixture);
});

describe("a release", () => {
  const dead = { hosts: ["runner-1", os.hostname()], since: "2026-11-26T03:00:00.500Z" };

  /** Refreshes the stack, which has no resources, as a release that goes on with one that died. */
  async function goOn(run?: typeof dead): Promise<unknown> {
    owner.file = created;
    const { env, projectDir } = owner;
    // Without the settings that the program requires.
    fs.writeFileSync(path.join(projectDir, "Pulumi.yaml"), "name: sjc1990app\nruntime: nodejs\n");
    const stack = await openStack({ engine, env, projectDir, stack: "prod" } as Cloud);
    return withStackLock(stack, run, () => stack.refresh());
  }

  test("removes the lock of the host that it died on, and goes on", async () => {
    const file = lock({ pid: 1, hostname: "runner-1" });
    await expect(goOn(dead)).resolves.toMatchObject({ summary: { result: "succeeded" } });
    expect(fs.existsSync(file)).toBe(false);
  });

  test.each([
    ["no release died", undefined, {}],
    ["the lock is of another host", dead, { hostname: "elsewhere" }],
    ["the lock is older than the release", dead, { timestamp: "2026-11-26T02:59:59Z" }],
    ["its CLI still runs", dead, { hostname: os.hostname(), pid: process.pid }],
  ])("stops while %s, and says what to do", async (_what, run, more) => {
    const file = lock({ pid: 1, hostname: "runner-1", ...more });
    await expect(goOn(run)).rejects.toMatchObject({
      ...{
        name: "UserError",
        message: expect.stringMatching(/^the stack "prod" is locked by .*owner@/) as string,
      },
      remedy: expect.stringContaining("pulumi -- cancel --stack prod") as string,
    });
    expect(fs.existsSync(file)).toBe(true);
  });
});
