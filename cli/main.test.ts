/** The start of every command in a checkout that has two packages, with an `npm` that notes how it is called. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { repoRoot } from "../common/paths";

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-start-"));
  write("package.json", JSON.stringify({ engines: { node: ">=20.19" } }));
  write(".nvmrc", "24\n");
  write("package-lock.json", JSON.stringify({ packages: { "": { name: "x" }, ...packages } }));
  write("bin/npm", `#!/bin/sh\necho "npm $*" >&2\nexit 1\n`, 0o755);
  write("common/errors.ts", "exports.describeError = String;");
  write("cli/index.ts", 'exports.run = async (args) => console.log("ran", ...args);');
  fs.copyFileSync(path.join(repoRoot, "cli", "main.mjs"), path.join(root, "cli", "main.mjs"));
  for (const api of ["cjs", "esm"]) write(`node_modules/tsx/${api}/api.js`, "exports.register = () => {};");
  write("node_modules/tsx/package.json", JSON.stringify({ exports: { "./*": "./*.js" } }));
  write("node_modules/tool/package.json", "{}");
  record(packages);
});
afterEach(() => fs.rmSync(root, { recursive: true }));

const packages = {
  "node_modules/tsx": { version: "1.0.0", integrity: "sha512-a", dev: true },
  "node_modules/tool": { version: "2.0.0", integrity: "sha512-b" },
  "node_modules/for-windows": { version: "3.0.0", integrity: "sha512-c", optional: true },
};

function write(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text, { mode });
}

/** npm's record of the last install. */
function record(installed: Record<string, object>): void {
  write("node_modules/.package-lock.json", JSON.stringify({ packages: installed }));
}

async function start(env: NodeJS.ProcessEnv = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, ["cli/main.mjs", "build", "-x"], {
    cwd: root,
    env: { PATH: `${path.join(root, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`, ...env },
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

const ran = { exitCode: 0, stdout: "ran build -x", stderr: "" };

test("with all packages installed, the command runs at once", async () => {
  expect(await start()).toEqual(ran);
});

test("an optional package of another system need not be there", async () => {
  const { "node_modules/for-windows": _, ...rest } = packages;
  record(rest);
  expect(await start()).toEqual(ran);
});

test.each<[string, () => void]>([
  ["there are no packages", () => fs.rmSync(path.join(root, "node_modules"), { recursive: true })],
  ["an install was interrupted", () => fs.rmSync(path.join(root, "node_modules/.package-lock.json"))],
  ["npm's record is cut off", () => write("node_modules/.package-lock.json", '{"packages":')],
  ["a package has another version", () => record({ ...packages, "node_modules/tool": { version: "1.9.0" } })],
  [
    "a package has other content",
    () => record({ ...packages, "node_modules/tool": { version: "2.0.0", integrity: "sha512-x" } }),
  ],
  [
    "development packages were left out",
    () => record({ "node_modules/tool": packages["node_modules/tool"] }),
  ],
  [
    "a package was removed by hand",
    () => fs.rmSync(path.join(root, "node_modules/tool"), { recursive: true }),
  ],
])("when %s, they are installed first", async (_, damage) => {
  damage();
  const { exitCode, stdout, stderr } = await start({ NODE_ENV: "production" });
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr.split("\n")).toEqual([
    "• Installing npm packages",
    "npm ci --include=dev --no-audit --no-fund --loglevel=error",
    "error: npm packages could not be installed",
    "  Fix what npm reports above, then run the command again.",
  ]);
});

test("a Node that is too old is named, with the one to install", async () => {
  write("package.json", JSON.stringify({ engines: { node: ">=99.1" } }));
  const { exitCode, stdout, stderr } = await start();
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toBe(
    `error: this is Node ${process.versions.node}; the project needs >=99.1\n` +
      "  Install Node 24 or later (https://nodejs.org/en/download).",
  );
});
