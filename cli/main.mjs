// The first file that any command runs: plain JavaScript without dependencies, since on a bare clone there
// are none. It installs them when they are missing or stale, then hands over to cli/<command>.ts.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

function fail(what, remedy) {
  process.stderr.write(`error: ${what}\n  ${remedy}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const wanted = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).engines.node;
  const [wantedMajor, wantedMinor] = wanted
    .replace(/[^\d.]/g, "")
    .split(".")
    .map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(
    `this is Node ${process.versions.node}; the project needs ${wanted}`,
    "Install a newer Node, e.g. the one that .nvmrc names.",
  );
}

/** Installs what the lock file says, unless the last install was of this very lock file. */
function installDependencies() {
  const lock = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  const marker = path.join(root, "node_modules", ".installed-lock");
  if (existsSync(marker) && readFileSync(marker, "utf8") === lock) return;
  process.stderr.write("• Installing the npm packages that package-lock.json names\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // What an install that was broken off left behind would only be found later.
  const { status, error } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    // stdout holds a command's answer only.
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (error || status !== 0) fail("npm ci failed", "See its message above; then run the same command again.");
  writeFileSync(marker, lock);
}

checkNode();
installDependencies();

const commands = readdirSync(path.join(root, "cli"))
  .filter(
    (file) =>
      file.endsWith(".ts") && !file.endsWith(".test.ts") && statSync(path.join(root, "cli", file)).isFile(),
  )
  .map((file) => path.basename(file, ".ts"))
  .sort();
const [command = "", ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  fail(`there is no command "${command}"`, `Commands: ${commands.join(", ")}`);
}

// Six lines at every command, about a day that the project prepares for, not its user.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const { register } = await import("tsx/cjs/api");
register();
const { createRequire } = await import("node:module");
const require = createRequire(pathToFileURL(path.join(root, "package.json")));
const { describeError } = require("./common/errors.ts");
try {
  const { main } = require(`./cli/${command}.ts`);
  process.exitCode = await main(args);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
