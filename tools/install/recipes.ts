import * as fs from "node:fs";
import * as path from "node:path";

import { runWatched } from "../../common/child";
import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { createVenv } from "../../common/venv";

/** A tool that is not on npm. */
export type ToolName = "actionlint" | "gitleaks" | "zizmor";

/** How a tool is made from a registry's packages, which are checked against hashes in this repo. */
export interface Recipe {
  /** The pinned version, read from the file that also holds the hashes. */
  version: string;
  /** How long it takes, e.g. `about 20 s`, shown before it starts. */
  duration: string;
  /**
   * Makes one executable.
   * @param output path of the executable. @param scratch an empty folder that is removed afterwards.
   * @throws UserError when Go or Python is missing, or a registry fails.
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

/** A Go program, built from the module of its name in `go/`. Its go.sum holds the hashes. */
function goProgram(name: ToolName, module: string, command: string, duration: string): Recipe {
  const cwd = path.join(__dirname, "go", name);
  const goMod = fs.readFileSync(path.join(cwd, "go.mod"), "utf8");
  const least = /^go (\S+)$/m.exec(goMod)?.[1] ?? "";
  return {
    version: pinnedVersion(goMod, module),
    duration,
    async make(output, _scratch, progress) {
      // Reproducible: no flags or workspace of the user, no C compiler.
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
      const { code, lastLines } = await runWatched("go", args, { cwd, env }, (line) => {
        progress.detail(line);
      }).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        throw new UserError(`${name} is built with Go, which is not on PATH`, install);
      });
      if (code === 0) return;
      const isOld = lastLines.some((line) =>
        /requires go >= |invalid go version|unknown directive/.test(line),
      );
      throw new UserError(
        `${name} could not be built (go build ended with ${code}):\n${lastLines.slice(-5).join("\n")}`,
        isOld
          ? install
          : "Check that the Go module proxy can be reached (go env GOPROXY), then run the command again.",
      );
    },
  };
}

/**
 * A native program in a Python wheel. Only the program is kept: it needs no Python, so an upgrade of Python does not
 * break it.
 */
function wheelProgram(name: ToolName, duration: string): Recipe {
  const requirements = path.join(__dirname, name, "requirements.txt");
  return {
    version: pinnedVersion(fs.readFileSync(requirements, "utf8"), name),
    duration,
    async make(output, scratch, progress) {
      const venv = path.join(scratch, "venv");
      await createVenv(progress, { what: name, dir: venv, requirements });
      fs.copyFileSync(path.join(venv, "bin", name), output);
    },
  };
}

/** All tools. Durations: empty cache, two cores. */
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
