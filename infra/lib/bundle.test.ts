import { unlinkSync, utimesSync } from "node:fs";
import * as path from "node:path";

import { bundleHandlers } from "./bundle";
import { fingerprint } from "./bundle/fingerprint";
import * as worker from "./bundle/run-worker";
import { Fixture, largeHandler, largestHandler, TSCONFIG } from "./bundle/testing/fixture";

const { runWorker } = worker;

const KB = 1000;

/** Epoch seconds. */
const LONG_AGO = 499_162_500;

const fixtures: Fixture[] = [];

function fixture(files: Record<string, string>): Fixture {
  const made = new Fixture(files);
  fixtures.push(made);
  return made;
}

function build({ root, cache }: Fixture, ...entries: string[]) {
  return bundleHandlers(entries, { root, cache });
}

/** The message of what a build throws. */
function failure(made: Fixture, ...entries: string[]): string {
  try {
    build(made, ...entries);
  } catch (error) {
    return String((error as Error).stack);
  }
  throw new Error("the build did not fail");
}

afterAll(() => {
  for (const made of fixtures) made.remove();
});

describe("a bundle", () => {
  const files = {
    "functions/auth/large.ts": largeHandler(),
    "functions/auth/largest.ts": largestHandler(),
    "functions/auth/other.ts": largeHandler("backward"),
    "functions/health/health.ts": 'export const handler = () => ({ status: "ok", greeting: "grüß" });',
  };
  let here: Fixture;

  beforeAll(() => {
    here = fixture(files);
  });

  test("is small", () => {
    const bundles = build(here, "auth/large", "auth/largest", "health/health");
    expect(bundles.get("auth/large")?.bytes).toBeLessThan(150 * KB);
    expect(bundles.get("auth/largest")?.bytes).toBeLessThan(180 * KB);
    expect(bundles.get("health/health")?.bytes).toBeLessThan(1 * KB);
  });

  test("is named as the handler string of Lambda wants it", () => {
    expect(build(here, "health/health").get("health/health")).toMatchObject({
      entry: "health/health",
      file: "functions/health/health.js",
    });
  });

  test("is the same in another folder, beside other entries, from another working folder", () => {
    const there = fixture({ ...files, "functions/later/handler.ts": largestHandler() });
    const cwd = process.cwd();
    const first = build(here, "auth/large", "auth/largest", "auth/other", "health/health");
    try {
      process.chdir(there.root);
      for (const entries of [
        ["auth/large"],
        ["later/handler", "auth/other", "auth/large"],
        ["health/health"],
      ]) {
        for (const [entry, { hash, code }] of build(there, ...entries)) {
          if (entry !== "later/handler") expect([entry, hash]).toEqual([entry, first.get(entry)?.hash]);
          for (const folder of [here.root, there.root, "node_modules"])
            expect(code.includes(folder)).toBe(false);
        }
      }
    } finally {
      process.chdir(cwd);
    }
  });
});

describe("mistakes", () => {
  test("are told with file, line and column, without a stack", () => {
    const made = fixture({
      "functions/a.ts": 'import { b } from "./missing";\nexport const handler = () => b;\n',
      "functions/b.ts": "export const handler = () => {\n  const = 1;\n};\n",
      "functions/c.ts": 'import { nothing } from "./d";\nexport const handler = () => nothing;\n',
      "functions/d.ts": "export const something = 1;\n",
      "functions/e.ts": "export const handler = (x: number) => x === NaN;\n",
    });
    expect(failure(made, "a")).toBe(
      'BundleError: the handlers cannot be bundled:\nfunctions/a.ts:1:19: Could not resolve "./missing"\n' +
        '    import { b } from "./missing";',
    );
    expect(failure(made, "b")).toContain("functions/b.ts:2:9: ");
    expect(failure(made, "c")).toContain('functions/c.ts:1:10: No matching export in "functions/d.ts"');
    expect(failure(made, "e")).toContain("functions/e.ts:1:");
    expect(failure(made, "f")).toContain('Could not resolve "./functions/f.ts"');
    expect(failure(made, "a")).not.toMatch(/^\s+at /m);
    // One that was mended is built.
    made.write({ "functions/missing.ts": "export const b = 1;" });
    expect(build(made, "a").size).toBe(1);
  });
});

describe("the cache", () => {
  let built: jest.SpyInstance;

  beforeEach(() => {
    built = jest.spyOn(worker, "runWorker");
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** A checkout with a package of its own, which may be changed. */
  function changeable(): Fixture {
    const made = fixture({
      "functions/a.ts": 'import { value } from "./shared/value";\nexport const handler = () => value;\n',
      "functions/b.ts": 'import { value } from "./shared/value";\nexport const handler = () => [value];\n',
      "functions/shared/value.ts":
        'import { dep } from "dep";\nimport { list } from "./list";\nexport const value = list + dep;\n',
      "functions/shared/list/index.ts": 'export const list = "one";\n',
    });
    unlinkSync(path.join(made.root, "node_modules"));
    made.write({
      "node_modules/.package-lock.json": "1",
      "node_modules/dep/package.json": '{ "name": "dep", "main": "index.js" }',
      "node_modules/dep/index.js": 'exports.dep = "AAA";',
      "node_modules/dep/other.js": 'exports.dep = "BBB";',
    });
    // As npm leaves it where times are those of the archive.
    utimesSync(path.join(made.root, "node_modules/dep/index.js"), LONG_AGO, LONG_AGO);
    return made;
  }

  /** Lets the files be as old as they are when a build is repeated. */
  function later(): void {
    const now = Date.now();
    jest.spyOn(Date, "now").mockReturnValue(now + 10_000);
  }

  function code(made: Fixture, entry = "a"): string {
    return build(made, entry).get(entry)?.code.toString() ?? "";
  }

  test("gives what was built", () => {
    const made = changeable();
    later();
    const first = build(made, "a", "b");
    made.write({ "functions/a.test.ts": "" });
    expect([...build(made, "a", "b").values()]).toEqual([...first.values()]);
    expect(built).toHaveBeenCalledTimes(1);
  });

  test.each<[string, Record<string, string>, string]>([
    ["a file further down", { "functions/shared/value.ts": 'export const value = "two";' }, "two"],
    ["a package's file, in the same size", { "node_modules/dep/index.js": 'exports.dep = "CCC";' }, "CCC"],
    ["a package's entry", { "node_modules/dep/package.json": '{ "main": "other.js" }' }, "BBB"],
    [
      "a file that is found before another",
      { "functions/shared/value.tsx": 'export const value = "three";' },
      "three",
    ],
    [
      "a file that is found before an index",
      { "functions/shared/list.ts": 'export const list = "four";' },
      "four",
    ],
    ["the settings", { "tsconfig.json": '{ "compilerOptions": { "alwaysStrict": true } }' }, "use strict"],
  ])("sees a change of %s", (_what, change, expected) => {
    const made = changeable();
    later();
    expect(code(made)).toContain("AAA");
    made.write(change);
    utimesSync(path.join(made.root, "node_modules/dep/index.js"), LONG_AGO, LONG_AGO);
    expect(code(made)).toContain(expected);
  });

  test("sees a change that a build of another entry has taken in", () => {
    const made = changeable();
    later();
    build(made, "a", "b");
    made.write({ "functions/shared/value.ts": 'export const value = "two";' });
    build(made, "a");
    expect(code(made, "b")).toContain("two");
  });

  test("sees another installation", () => {
    const made = changeable();
    later();
    build(made, "a");
    made.write({ "node_modules/.package-lock.json": "2" });
    build(made, "a");
    expect(built).toHaveBeenCalledTimes(2);
  });

  test("keeps nothing of which it is not certain", () => {
    const made = changeable();
    // The package is as young as the build.
    build(made, "a");
    build(made, "a");
    expect(built).toHaveBeenCalledTimes(2);
    later();
    built.mockImplementationOnce((...args: Parameters<typeof worker.runWorker>) => {
      const answer = runWorker(...args);
      made.write({ "functions/shared/value.ts": 'export const value = "edited while it was built";' });
      return answer;
    });
    build(made, "a");
    expect(code(made)).toContain("edited while it was built");
  });

  test("does not take a damaged bundle", () => {
    const made = changeable();
    later();
    const { hash } = build(made, "a").get("a") ?? { hash: "" };
    made.write({ [`cache/${hash}.js`]: "exports.handler = () => 1;" });
    expect(code(made)).toContain("AAA");
    expect(code(made)).toContain("AAA");
    expect(built).toHaveBeenCalledTimes(2);
  });

  test("changes with every file of the bundler", () => {
    const made = changeable();
    made.write({ "tool/plugin.ts": "1", "tool/lite/a.ts": "1", "esbuild/package.json": "1" });
    const tool = ["tool", "esbuild/package.json"].map((file) => path.join(made.root, file));
    const before = fingerprint(made.root, tool);
    for (const file of [
      "tool/plugin.ts",
      "tool/lite/a.ts",
      "esbuild/package.json",
      "tsconfig.json",
      "package.json",
    ]) {
      made.write({ [file]: "2" });
      expect(fingerprint(made.root, tool)).not.toBe(before);
      made.write({ [file]: file === "package.json" ? "" : file === "tsconfig.json" ? TSCONFIG : "1" });
      expect(fingerprint(made.root, tool)).toBe(before);
    }
  });
});
