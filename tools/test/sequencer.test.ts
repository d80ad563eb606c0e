import * as fs from "node:fs";
import * as path from "node:path";

import type { Test } from "jest-runner";

import { repoRoot } from "../../common/paths";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- a CommonJS module, as jest loads it
const Sequencer = require("./sequencer") as new (options: object) => { sort(tests: readonly Test[]): Test[] };

const config = { id: "no-durations", rootDir: repoRoot, cacheDirectory: "/nonexistent" };

const hasteFS = { getSize: (file: string) => fs.statSync(file).size };

function sorted(...files: string[]): string[] {
  const tests = files.map((file) => {
    const absolute = path.join(repoRoot, file);
    expect(fs.existsSync(absolute)).toBe(true);
    return { path: absolute, context: { config, hasteFS } } as unknown as Test;
  });
  return new Sequencer({ contexts: [], globalConfig: {} })
    .sort(tests)
    .map((test) => path.relative(repoRoot, test.path));
}

test("without durations, the longest two come first, then other system tests", () => {
  const unit = ["functions/users/erasure/handlers.test.ts", "infra/grants.test.ts"];
  const first = ["tests/local-cloud/platform.test.ts", "tests/local-cloud/recovery.test.ts"];
  const system = ["tests/api/member.test.ts", "tests/testing/private-data.test.ts"];
  const order = sorted(...unit, ...system, ...first);
  expect(order.slice(0, 2).sort()).toEqual(first);
  expect(order.slice(2, 4).sort()).toEqual(system);
  expect(order.slice(4).sort()).toEqual(unit);
});
