import * as fs from "node:fs";
import * as path from "node:path";
import { misleading } from "../../local/emulator/install";
import { findPython } from "../../common/python";
import { type Ended, runWatched } from "../../common/child";
import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";

/** A tool that no npm package brings. */
export type ToolName = "actionlint" | "gitleaks" | "zizmor";

/** How a tool is made from what a registry serves, checked against hashes of this repo. */
export interface Recipe {
  /** The pinned version, read from the file that also holds the hashes, so that it is written in one place. */
  version: string;
  /** What to expect, e.g. `about 20 s`, shown before the wait. */
  duration: string;
  /**
   * Makes one executable.
   * @param output where it goes. @param scratch an empty directory for what is not kept.
   * @throws UserError when the language's tool chain is missing, or a registry does not give what is asked.
   */
  make(output: string, scratch: string, progress: Progress): Promise<void>;
}

/** Finds the pinned version of a package in a go.mod or a requirements.txt. */
export function pinnedVersion(text: string, name: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const version = new RegExp(`^\\s*(?:require )?${escaped}(?: v|==)([^\\s\\\\]+)`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`${name} is not pinned`);
  return version;
}

/** A Go program, built from the module that is named after it in `go/`. Its go.sum holds the hashes. */
function goProgram(name: ToolName, module: string, command: string, duration: string): Recipe {
  const cwd = path.join(__dirname, "go", name);
  const goMod = fs.readFileSync(path.join(cwd, "go.mod"), "utf8");
  const least = /^go (\S+)$/m.exec(goMod)?.[1] ?? "";
  return {
    version: pinnedVersion(goMod, module),
    duration,
    async make(output, _scratch, progress) {
      // The same build everywhere: no flags or workspace of the user's, no C compiler.
      const env = { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" };
      const args = [
        "build",
        "-v",
        "-trimpath",
        "-buildvcs=false",
        "-ldflags",
        "-s -w",
        "-o",
        output,
        command,
      ];
      const install = `Install Go ${least} or later (https://go.dev/doc/install), then run the command again.`;
      const { code, lastLines } = await run("go", args, { cwd, env }, progress, () => {
        throw new UserError(`Go, with which ${name} is built, is missing.`, install);
      });
      if (code === 0) return;
      const isOld = lastLines.some((line) =>
        /requires go >= |invalid go version|unknown directive/.test(line),
      );
      throw new UserError(
        `${name} could not be built (go build ended with ${code}):\n${lastLines.slice(-5).join("\n")}`,
        isOld ? install : "Check that the Go module proxy can be reached (go env GOPROXY), then try again.",
      );
    },
  };
}

/**
 * A native program that a Python wheel carries. Only the program is kept: it needs neither Python nor its venv, so a
 * later upgrade of Python does not break it.
 */
function wheelProgram(name: ToolName, duration: string): Recipe {
  const requirements = path.join(__dirname, name, "requirements.txt");
  return {
    version: pinnedVersion(fs.readFileSync(requirements, "utf8"), name),
    duration,
    async make(output, scratch, progress) {
      const python = await findPython().catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        throw new UserError(`${name} is installed with Python's pip. ${error.message}`, error.remedy);
      });
      const env: NodeJS.ProcessEnv = { ...process.env };
      for (const variable of misleading) delete env[variable];
      const venv = path.join(scratch, "venv");
      const pip = ["-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-input"];
      const steps: [string, string[]][] = [
        [python.executable, ["-m", "venv", venv]],
        [path.join(venv, "bin", "python"), [...pip, "--disable-pip-version-check", "-r", requirements]],
      ];
      for (const [command, args] of steps) {
        const { code, lastLines } = await run(command, args, { env }, progress);
        if (code === 0) continue;
        throw new UserError(
          `${name} could not be installed:\n${lastLines.slice(-5).join("\n")}`,
          "Check that the Python package index can be reached (settings of pip are honoured), then try again.",
        );
      }
      fs.copyFileSync(path.join(venv, "bin", name), output);
    },
  };
}

async function run(
  command: string,
  args: string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
  progress: Progress,
  onMissing?: () => never,
): Promise<Ended> {
  try {
    return await runWatched(command, args, options, (line) => progress.detail(line));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") onMissing?.();
    throw error;
  }
}

/** All tools. Durations are those of an empty cache on two cores. */
export const recipes: Record<ToolName, () => Recipe> = {
  actionlint: () =>
    goProgram(
      "actionlint",
      "github.com/rhysd/actionlint",
      "github.com/rhysd/actionlint/cmd/actionlint",
      "about 20 s",
    ),
  gitleaks: () =>
    goProgram(
      "gitleaks",
      "github.com/zricethezav/gitleaks/v8",
      "github.com/zricethezav/gitleaks/v8",
      "about 50 s",
    ),
  zizmor: () => wheelProgram("zizmor", "about 5 s"),
};
