import * as fs from "node:fs";
import * as path from "node:path";

import { execa } from "execa";
import { coerce, lt } from "semver";

import { runWatched } from "./child";
import { UserError } from "./errors";
import type { Progress } from "./progress";

/** A Go program that is built from the packages of a module's go.mod. */
export interface GoProgram {
  /** Its name in messages, e.g. `the Pulumi CLI`. */
  what: string;
  /** Folder with go.mod and go.sum, which hold versions and hashes. */
  module: string;
  /** Import path of the package. */
  command: string;
  /** Flags of the linker besides `-s -w`. */
  ldflags?: string;
  /** What the user may do instead of installing Go, e.g. `Install Pulumi 3.248.0, or `. Default: nothing. */
  alternative?: string;
}

/** The same build on every machine: no flags or workspace of the user, no C compiler. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" };
}

/** The Go version that a module asks for, e.g. `1.25.8`. */
export function requiredGo(module: string): string {
  const version = /^go (\S+)$/m.exec(fs.readFileSync(path.join(module, "go.mod"), "utf8"))?.[1];
  if (version === undefined) throw new Error(`${module}/go.mod names no Go version`);
  return version;
}

/** Compares Go versions, e.g. `1.25.8` or `1.26rc1`. */
const isOlder = (found: string, wanted: string): boolean =>
  lt(coerce(found) ?? "0.0.0", coerce(wanted) ?? "0.0.0");

/**
 * Checks that Go can build a program. Go 1.21 and later fetches the toolchain that go.mod names, unless GOTOOLCHAIN is
 * `local`.
 *
 * @throws UserError when Go is missing or too old.
 */
export async function checkGo(
  { what, module, alternative = "" }: GoProgram,
  env: NodeJS.ProcessEnv = goEnvironment(),
): Promise<void> {
  const wanted = requiredGo(module);
  const remedy = `${alternative}${alternative === "" ? "Install" : "install"} Go ${wanted} or later (https://go.dev/doc/install), then run the command again.`;
  // Outside the module: inside it, asking for the version would already fetch a toolchain.
  const options = { env, extendEnv: false, cwd: path.parse(__dirname).root, timeout: 20_000, reject: false };
  const { failed, stdout } = await execa("go", ["env", "GOVERSION", "GOTOOLCHAIN"], options);
  if (failed) throw new UserError(`Go, which builds ${what}, is not installed.`, remedy);
  const [version = "", toolchain = ""] = stdout.trim().split("\n");
  const found = version.replace(/^go/, "");
  if (!isOlder(found, wanted) || (!isOlder(found, "1.21") && toolchain !== "local")) return;
  throw new UserError(`Go ${found} is too old to build ${what}.`, remedy);
}

/**
 * Builds a program into a file.
 * @throws UserError when Go is missing or too old, or when the build fails.
 */
export async function buildGo(progress: Progress, program: GoProgram, output: string): Promise<void> {
  await checkGo(program);
  const { what, module, command, ldflags = "" } = program;
  const flags = ["-v", "-trimpath", "-buildvcs=false", "-ldflags", `-s -w ${ldflags}`.trim()];
  let packages = 0;
  const { code, lastLines } = await runWatched(
    "go",
    ["build", ...flags, "-o", output, command],
    { cwd: module, env: goEnvironment() },
    (line) => {
      const isDownload = line.startsWith("go: downloading ");
      if (!isDownload) packages += 1;
      progress.detail(isDownload ? line.slice("go: ".length) : `${packages} packages compiled: ${line}`);
    },
  );
  if (code === 0) return;
  throw new UserError(
    `Could not build ${what} (go build ended with ${code}):\n${lastLines.slice(-5).join("\n")}`,
    "Check that the Go module proxy can be reached (go env GOPROXY) and that the disk has 2 GB free, then run the command again.",
  );
}
