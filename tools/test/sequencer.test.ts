import * as fs from "node:fs";
import * as path from "node:path";

import type { Test } from "jest-runner";

import { repoRoot } from "../../common/paths";
import durations from "./durations.json";

interface Sequencer {
  sort(tests: readonly Test[]): Test[];
  shard(tests: readonly Test[], options: { shardIndex: number; shardCount: number }): Test[];
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- a CommonJS module, as jest loads it
const Sequencer = require("./sequencer") as new (options: object) => Sequencer;

const config = { id: "no-durations", rootDir: repoRoot, cacheDirectory: "/nonexistent" };
const hasteFS = { getSize: () => 1 };
const sequencer = new Sequencer({ contexts: [], globalConfig: {} });

const testOf = (file: string): Test =>
  ({ path: path.join(repoRoot, file), context: { config, hasteFS } }) as unknown as Test;
const nameOf = (test: Test): string => path.relative(repoRoot, test.path).split(path.sep).join("/");

const seconds: Record<string, number> = durations;
const known = Object.keys(seconds);
const total = (names: string[]): number => names.reduce((sum, name) => sum + seconds[name]!, 0);

test("the durations are those of test files that exist", () => {
  expect(known.filter((file) => !fs.existsSync(path.join(repoRoot, file)))).toEqual([]);
});

test("the longest tests start first, unknown system tests before unit tests", () => {
  const [unit, system] = ["infra/new.test.ts", "tests/api/new.test.ts"];
  const order = sequencer.sort([unit, system, ...known.toReversed()].map(testOf)).map(nameOf);
  expect(order.at(-1)).toBe(unit);
  expect(order.indexOf(system)).toBeLessThan(order.indexOf("functions/users/erasure/handlers.test.ts"));
  const inOrder = order.filter((name) => name in seconds).map((name) => seconds[name]!);
  expect(inOrder).toEqual(Object.values(seconds).sort((a, b) => b - a));
});

test.each([2, 3, 5])("%d shards have every test once, and take about as long as each other", (shardCount) => {
  const shards = Array.from({ length: shardCount }, (_, index) =>
    // Each shard is a run of its own, which may find the files in another order.
    sequencer
      .shard((index % 2 === 0 ? known : known.toReversed()).map(testOf), {
        shardIndex: index + 1,
        shardCount,
      })
      .map(nameOf),
  );
  expect(shards.flat().sort()).toEqual([...known].sort());
  const fair = total(known) / shardCount;
  for (const shard of shards) expect(Math.abs(total(shard) - fair)).toBeLessThan(0.1 * fair);
});
