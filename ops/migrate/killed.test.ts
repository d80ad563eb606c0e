/** Processes that run a migration are killed and paused at random points: every item is changed once. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { build } from "esbuild";

import { testOperations } from "../operations/testing/table";
import type { Orders } from "./testing/counting";
import { countOnce, TestMigrations } from "./testing/environment";

const made = testOperations();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-killed-"));
const script = path.join(dir, "counting.js");
const children: ChildProcess[] = [];
let on: TestMigrations;
let ahead = 0;

beforeAll(async () => {
  const entryPoints = [path.join(__dirname, "testing", "counting.ts")];
  await build({ entryPoints, outfile: script, bundle: true, platform: "node", logLevel: "error" });
});
beforeEach(async () => {
  on = new TestMigrations(made.table, made.config);
  await on.make("counters");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Random numbers from 0 to 1 that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Starts a process that runs the migration. The locks of the ones before have expired. */
function start() {
  ahead += 3_600_000;
  const orders: Orders = {
    ...{ endpoint: made.config.endpoint, operations: made.table.name, prefix: on.prefix, ahead },
  };
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const errors = text(child.stderr);
  const ended = once(child, "exit");
  return {
    child,
    /** Waits until it has printed some lines. @returns false when it has ended before. */
    async printed(count: number): Promise<boolean> {
      for (let i = 0; i < count; i++) if ((await lines.next()).done === true) return false;
      return true;
    },
    /** Waits for its end. */
    async end(): Promise<{ code: unknown; errors: string }> {
      while ((await lines.next()).done !== true);
      const [code] = (await ended) as unknown[];
      return { code, errors: await errors };
    },
  };
}

/** How many items have which counter. */
async function counters(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { counter } of await on.items("counters"))
    found[String(counter)] = (found[String(counter)] ?? 0) + 1;
  return found;
}

test("of 20,000 items none is lost or changed twice, whenever the process is killed", async () => {
  await on.fill("counters", 20_000, { counter: 0 });
  const random = seeded(14);
  for (let kills = 0; kills < 10; kills++) {
    const running = start();
    const alive = await running.printed(Math.floor(random() * 24));
    await sleep(random() * 60);
    running.child.kill("SIGKILL");
    await running.end();
    expect(alive).toBe(true);
  }
  expect(await made.table.get("migration", "0001-count")).toMatchObject({ status: "running" });
  expect(Object.keys(await counters()).sort()).toEqual(["0", "1"]);

  expect(await start().end()).toEqual({ code: 0, errors: "" });
  expect(await counters()).toEqual({ 1: 20_000 });
  expect(await made.table.get("migration", "0001-count")).toMatchObject({
    ...{ status: "done", scanned: 20_000, changed: 20_000 },
  });
  expect(await on.run({ "0001-count": countOnce })).toMatchObject({ ran: [] });
}, 180_000);

test("a process that was paused, and continues after another has taken over, changes nothing", async () => {
  await on.fill("counters", 2000, { counter: 0 });
  const paused = start();
  expect(await paused.printed(4)).toBe(true);
  paused.child.kill("SIGSTOP");
  expect(await start().end()).toEqual({ code: 0, errors: "" });
  expect(await counters()).toEqual({ 1: 2000 });
  paused.child.kill("SIGCONT");
  expect(await paused.end()).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^error: .*(taken it over|was lost)/),
  });
  expect(await counters()).toEqual({ 1: 2000 });
});
