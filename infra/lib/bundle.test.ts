import * as fs from "node:fs";
import * as path from "node:path";

import { bundleHandlers, type Bundle } from "./bundle";
import { HandlersFixture, largeHandler } from "./testing/handlers-fixture";

const fixtures: HandlersFixture[] = [];

function fixture(...args: ConstructorParameters<typeof HandlersFixture>): HandlersFixture {
  const made = new HandlersFixture(...args);
  fixtures.push(made);
  return made;
}

function build({ root }: HandlersFixture, ...entries: string[]): Promise<Map<string, Bundle>> {
  return bundleHandlers(entries, root);
}

/** The text of a handler's bundle, built if need be. */
async function code(made: HandlersFixture, entry: string): Promise<string> {
  return fs.readFileSync((await build(made, entry)).get(entry)!.path, "utf8");
}

afterAll(() => {
  for (const made of fixtures) made.remove();
});

describe("a bundle", () => {
  const files = {
    "functions/auth/large.ts": largeHandler(),
    "functions/auth/other.ts": largeHandler("backward"),
    "functions/health/health.ts": 'export const handler = () => ({ status: "ok", greeting: "grüß" });',
  };
  const entries = ["auth/large", "auth/other", "health/health"];

  test("has the path that Lambda's handler string names, and its size", async () => {
    const made = fixture(files);
    const bundle = (await build(made, "health/health")).get("health/health")!;
    expect(bundle).toEqual({
      entry: "health/health",
      file: "functions/health/health.js",
      path: path.join(made.root, "dist/functions/health/health.js"),
      bytes: fs.statSync(bundle.path).size,
    });
    expect(bundle.bytes).toBeLessThan(1000);
  });

  test("has the same bytes in another folder, beside other entries, from another working folder", async () => {
    const here = fixture(files);
    const there = fixture({ ...files, "functions/later/handler.ts": largeHandler() });
    await build(here, ...entries);
    const cwd = process.cwd();
    try {
      process.chdir(there.root);
      for (const group of [["auth/large"], ["later/handler", "auth/other"], ["health/health"]])
        await build(there, ...group);
    } finally {
      process.chdir(cwd);
    }
    for (const entry of entries) {
      const text = await code(here, entry);
      // Not `toBe`: a failure would print the bundle.
      expect([entry, (await code(there, entry)) === text]).toEqual([entry, true]);
      for (const folder of [here.root, there.root, "node_modules"]) expect(text.includes(folder)).toBe(false);
    }
  });
});

test.each([
  [
    "an import that does not resolve",
    'import { b } from "./none";\nexport const handler = () => b;',
    /1:19: Could/,
  ],
  ["a syntax error", "export const handler = () => {\n  const = 1;\n};\n", /2:9: Expected/],
  [
    "a missing export",
    'import { no } from "./b";\nexport const handler = () => no;',
    /1:10: No matching export/,
  ],
  ["a warning", "export const handler = (x: number) => x === NaN;", /1:\d+: Comparison with NaN/],
])("%s fails with file, line and column, and without a stack trace", async (_what, source, place) => {
  const made = fixture({ "functions/a.ts": source, "functions/b.ts": "export const yes = 1;" });
  const { stack } = await build(made, "a").then(
    () => new Error("the build did not fail"),
    (error: unknown) => error as Error,
  );
  expect(stack).toMatch(/^BundleError: the handlers cannot be bundled:\nfunctions\/a\.ts:/);
  expect(stack).toMatch(place);
  expect(stack).not.toMatch(/^\s+at /m);
  made.write({ "functions/a.ts": "export const handler = () => 1;" });
  expect((await build(made, "a")).size).toBe(1);
});

describe("a handler", () => {
  /** Two handlers that share sources, and a package that may be changed. */
  function changeable(): HandlersFixture {
    return fixture(
      {
        "functions/a.ts": 'import { value } from "./shared";\nexport const handler = () => [value, "A1"];',
        "functions/b.ts": 'export const handler = () => "B1";',
        "functions/shared/index.ts": 'export { value } from "./value";',
        "functions/shared/value.ts": 'import { dep } from "dep";\nexport const value = "V1" + dep;',
        "functions/shared/other.ts": 'export const value = "V2";',
      },
      {
        "node_modules/.package-lock.json": "1",
        "node_modules/dep/package.json": '{ "name": "dep", "main": "index.js" }',
        "node_modules/dep/index.js": 'exports.dep = "D1";',
      },
    );
  }

  /** Which of the handlers a build of both writes. */
  async function rebuilt(made: HandlersFixture): Promise<string[]> {
    const state = (entry: string): string => {
      const { ino, mtimeNs } = fs.statSync(path.join(made.root, `dist/functions/${entry}.js`), {
        bigint: true,
      });
      return `${String(ino)} ${String(mtimeNs)}`;
    };
    const before = new Map(["a", "b"].map((entry) => [entry, state(entry)]));
    await build(made, "a", "b");
    return ["a", "b"].filter((entry) => state(entry) !== before.get(entry));
  }

  test.each<[string, Record<string, string>, string[]]>([
    ["nothing has changed", {}, []],
    ["a test has", { "functions/a.test.ts": "" }, []],
    ["a source of the other one has", { "functions/b.ts": 'export const handler = () => "B2";' }, ["b"]],
    ["a source of its own has", { "functions/shared/value.ts": 'export const value = "V2";' }, ["a"]],
    ["a source that only re-exports has", { "functions/shared/index.ts": 'export * from "./other";' }, ["a"]],
    [
      "a file is new that an import may mean",
      { "functions/shared.ts": 'export const value = "V2";' },
      ["a", "b"],
    ],
    ["the installed packages have", { "node_modules/.package-lock.json": "2" }, ["a", "b"]],
    ["the settings of the package have", { "package.json": '{ "sideEffects": false }' }, ["a", "b"]],
    ["its bundle is damaged", { "dist/functions/a.js": "exports.handler = () => 1;" }, ["a"]],
    ["the record is damaged", { "dist/bundles.json": "{" }, ["a", "b"]],
  ])("is built again only if it needs to be: %s", async (_what, change, expected) => {
    const made = changeable();
    await build(made, "a", "b");
    made.write(change);
    expect(await rebuilt(made)).toEqual(expected);
    if (JSON.stringify(change).includes("V2")) expect(await code(made, "a")).toContain("V2");
    expect(await rebuilt(made)).toEqual([]);
  });

  test("that is edited while it is built is built again", async () => {
    const made = changeable();
    const building = build(made, "a", "b");
    made.write({ "functions/b.ts": 'export const handler = () => "B2";' });
    await building;
    expect(await code(made, "b")).toContain("B2");
  });

  test("is not built while packages are not installed", async () => {
    const made = fixture({ "functions/a.ts": "export const handler = () => 1;" }, {});
    await expect(build(made, "a")).rejects.toThrow("run npm ci");
  });
});
