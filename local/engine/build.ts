import * as fs from "node:fs/promises";
import * as path from "node:path";
import { execa } from "execa";
import { coerce, lt } from "semver";
import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { bundleLanguageHost } from "./bundle";
import { runWatched } from "../../common/child";
import { pulumiVersion } from "./version";

const cli = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const installPage = "https://www.pulumi.com/docs/install/";

/** Makes the build the same on every machine: no user flags, no workspace, no C compiler. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" };
}

/** The Go version that go.mod asks for, e.g. `1.25.8`. */
export async function requiredGo(): Promise<string> {
  const text = await fs.readFile(path.join(__dirname, "go.mod"), "utf8");
  const version = /^go (\S+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error("local/engine/go.mod names no Go version");
  return version;
}

/** Compares Go versions, e.g. `1.25.8` or `1.26rc1`. */
const isOlder = (found: string, wanted: string): boolean =>
  lt(coerce(found) ?? "0.0.0", coerce(wanted) ?? "0.0.0");

/**
 * Checks that Go can build the CLI. Go 1.21 and later fetches the toolchain that go.mod names, unless GOTOOLCHAIN is
 * `local`.
 *
 * @throws UserError when Go is missing or too old.
 */
export async function checkGo(env: NodeJS.ProcessEnv = goEnvironment()): Promise<void> {
  const wanted = await requiredGo();
  const remedy = `Install Pulumi ${pulumiVersion} or later (${installPage}), or Go ${wanted} or later (https://go.dev/doc/install), then run the command again.`;
  // Outside the module: inside it, asking for the version would already fetch a toolchain.
  const options = { env, extendEnv: false, cwd: path.parse(__dirname).root, timeout: 20_000, reject: false };
  const { failed, stdout } = await execa("go", ["env", "GOVERSION", "GOTOOLCHAIN"], options);
  if (failed) {
    throw new UserError(
      `No Pulumi CLI ${pulumiVersion} or later was found, the official one could not be downloaded, and Go, which could build it, is not installed.`,
      remedy,
    );
  }
  const [version = "", toolchain = ""] = stdout.trim().split("\n");
  const found = version.replace(/^go/, "");
  if (!isOlder(found, wanted) || (!isOlder(found, "1.21") && toolchain !== "local")) return;
  throw new UserError(
    `No Pulumi CLI ${pulumiVersion} or later was found, the official one could not be downloaded, and Go ${found} is too old to build it.`,
    remedy,
  );
}

/**
 * Builds the pinned CLI from its Go modules into `directory/bin`, with the language host beside it.
 *
 * @param reusable an earlier build of the same modules, which is linked instead.
 * @throws UserError when Go is missing or too old, or when the build fails.
 */
export async function buildEngine(directory: string, progress: Progress, reusable?: string): Promise<void> {
  const binDir = path.join(directory, "bin");
  const pulumi = path.join(binDir, "pulumi");
  if (reusable === undefined) await buildCli(pulumi, progress);
  else await fs.link(reusable, pulumi).catch(() => fs.copyFile(reusable, pulumi));
  await bundleLanguageHost(binDir);
}

async function buildCli(output: string, progress: Progress): Promise<void> {
  await checkGo();
  progress.step(`Building the Pulumi CLI ${pulumiVersion} (about 4 minutes, once)`);
  const ldflags = `-s -w -X ${versionVariable}=v${pulumiVersion}`;
  const args = ["build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", ldflags, "-o", output, cli];
  let packages = 0;
  const { code, lastLines } = await runWatched(
    "go",
    args,
    { cwd: __dirname, env: goEnvironment() },
    (line) => {
      const isDownload = line.startsWith("go: downloading ");
      if (!isDownload) packages += 1;
      progress.detail(isDownload ? line.slice("go: ".length) : `${packages} packages compiled: ${line}`);
    },
  );
  if (code === 0) return;
  throw new UserError(
    `The Pulumi CLI could not be built (go build ended with ${code}):\n${lastLines.slice(-5).join("\n")}`,
    `Check that the Go module proxy can be reached (go env GOPROXY) and that the disk has 2 GB free, then run the command again; or install Pulumi (${installPage}).`,
  );
}
