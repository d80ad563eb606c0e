// What every npm script runs first. Plain JavaScript without dependencies, since a new checkout has none: it checks
// Node's version, installs the npm packages when they are missing or out of date, then runs the command.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

function fail(what, remedy) {
  process.stderr.write(`error: ${what}\n  ${remedy}\n`);
  process.exit(1);
}

function readJson(...names) {
  return JSON.parse(readFileSync(path.join(root, ...names), "utf8"));
}

function checkNode() {
  const wanted = readJson("package.json").engines.node;
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [leastMajor, leastMinor] = wanted
    .replace(/[^\d.]/g, "")
    .split(".")
    .map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  fail(
    `this is Node ${process.versions.node}; the project needs ${wanted}`,
    `Install Node ${readFileSync(path.join(root, ".nvmrc"), "utf8").trim()} or later (https://nodejs.org/en/download).`,
  );
}

/** Whether npm's record of the last install has every package of the lock file, and the packages are there. */
function isInstalled() {
  const record = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false; // npm writes it last, so an install that was interrupted has none.
  let installed;
  try {
    installed = readJson("node_modules", ".package-lock.json").packages;
  } catch {
    return false;
  }
  return Object.entries(readJson("package-lock.json").packages).every(([location, wanted]) => {
    if (location === "") return true;
    const found = installed[location];
    if (found === undefined) return wanted.optional === true;
    return (
      found.version === wanted.version &&
      found.integrity === wanted.integrity &&
      (wanted.optional === true || existsSync(path.join(root, location, "package.json")))
    );
  });
}

function install() {
  process.stderr.write("• Installing npm packages\n");
  const windows = process.platform === "win32";
  // Development packages are needed whatever NODE_ENV or npm's `omit` say.
  const options = ["--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync(windows ? "npm.cmd" : "npm", ["ci", ...options], {
    cwd: root,
    stdio: ["ignore", 2, 2], // stdout is for the output of the command.
    shell: windows,
  });
  if (error || status !== 0)
    fail("npm packages could not be installed", "Fix what npm reports above, then run the command again.");
}

checkNode();
if (!isInstalled()) install();

// The project supports this Node until the SDK drops it; the SDK's warning would be printed by every command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const require = createRequire(import.meta.url);
// Both: commands load what they need with `import()`, which only the second one sees.
require("tsx/cjs/api").register();
(await import("tsx/esm/api")).register();
const { describeError } = require("../common/errors.ts");
try {
  await require("./index.ts").run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
