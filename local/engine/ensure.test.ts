import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { silentProgress } from "../../common/progress";
import { type Engine, type EngineOptions, ensureEngine } from "./ensure";
import { pulumiVersion } from "./version";

let directory: string;
let root: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "ensure-"));
  root = path.join(directory, "cache", "engine");
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

function executable(file: string, script: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A directory for PATH with a CLI of some version in it. */
function installed(name: string, version: string, languageHost = true): string {
  const bin = path.join(directory, name);
  executable(path.join(bin, "pulumi"), `echo ${version}`);
  if (languageHost) executable(path.join(bin, "pulumi-language-nodejs"), "exit 1");
  return bin;
}

function fill(at: string): void {
  for (const name of ["pulumi", "pulumi-language-nodejs"]) executable(path.join(at, "bin", name), "exit 0");
}

const build = jest.fn((at: string) => {
  fill(at);
  return Promise.resolve();
});
const download = jest.fn((at: string) => {
  fill(at);
  return Promise.resolve(true);
});
const noDownload = jest.fn(() => Promise.resolve(false));
afterEach(() => jest.clearAllMocks());

function ensure(options: EngineOptions = {}): Promise<Engine> {
  return ensureEngine(silentProgress, { searchPath: "", root, build, download: noDownload, ...options });
}

describe("a CLI on PATH", () => {
  test("is used when it is recent enough and has its language host beside it", async () => {
    const bin = installed("a", "v3.999.0");
    const engine = await ensure({ searchPath: `/nowhere:${bin}` });
    expect(engine).toEqual({
      pulumi: path.join(bin, "pulumi"),
      version: "3.999.0",
      source: "path",
      kind: "official",
      binDir: bin,
    });
    expect(build).not.toHaveBeenCalled();
    expect(fs.existsSync(root)).toBe(false);
  });

  test("is used through a link, with the language host beside the link's target", async () => {
    const bin = installed("a", pulumiVersion);
    const links = path.join(directory, "links");
    fs.mkdirSync(links);
    fs.symlinkSync(path.join(bin, "pulumi"), path.join(links, "pulumi"));
    expect((await ensure({ searchPath: links })).binDir).toBe(links);
  });

  test.each([
    ["too old", "v3.229.0", true],
    ["of another major version", "v4.0.0", true],
    ["without a language host", "v3.999.0", false],
    ["broken", "", true],
  ])("is skipped when it is %s", async (_, version, languageHost) => {
    const engine = await ensure({ searchPath: installed("a", version, languageHost) });
    expect(engine.source).toBe("build");
  });

  test("is skipped when it is one of our cached engines", async () => {
    const { binDir } = await ensure();
    expect((await ensure({ searchPath: binDir })).source).toBe("cache");
  });
});

describe("without one", () => {
  test("the official release is downloaded before anything is built, and cached", async () => {
    const engine = await ensure({ download });
    expect(engine).toMatchObject({ source: "download", kind: "official", version: pulumiVersion });
    expect(build).not.toHaveBeenCalled();
    expect(await ensure({ download })).toEqual({ ...engine, source: "cache" });
    expect(download).toHaveBeenCalledTimes(1);
  });

  test("the CLI is built and cached if the download fails", async () => {
    const engine = await ensure();
    expect(engine).toMatchObject({ source: "build", kind: "built", binDir: path.dirname(engine.pulumi) });
    expect(await ensure()).toEqual({ ...engine, source: "cache" });
    expect(build).toHaveBeenCalledTimes(1);
    expect(noDownload).toHaveBeenCalledTimes(1);
  });

  test("several at once build only once", async () => {
    const engines = await Promise.all([ensure(), ensure(), ensure()]);
    expect(build).toHaveBeenCalledTimes(1);
    expect(engines.map(({ source }) => source).sort()).toEqual(["build", "cache", "cache"]);
  });

  test("a damaged cached engine is replaced", async () => {
    const { pulumi } = await ensure();
    fs.rmSync(pulumi);
    expect((await ensure()).source).toBe("build");
    expect(fs.existsSync(pulumi)).toBe(true);
  });

  test("a changed language host reuses the built CLI", async () => {
    const { pulumi, binDir } = await ensure();
    const older = path.join(root, `${path.basename(path.dirname(binDir)).slice(0, -12)}000000000000`);
    fs.renameSync(path.dirname(binDir), older);
    await ensure({ download });
    expect(download).not.toHaveBeenCalled();
    expect(build).toHaveBeenLastCalledWith(
      expect.anything(),
      expect.anything(),
      path.join(older, "bin", path.basename(pulumi)),
    );
  });

  test("a failed or interrupted build leaves nothing behind", async () => {
    const abandoned = path.join(root, "v1.0.0-linux-x64-000000000000.tmp-1");
    fs.mkdirSync(abandoned, { recursive: true });
    const failing = (at: string): Promise<void> => {
      fill(at);
      return Promise.reject(new Error("no space left"));
    };
    await expect(ensure({ build: failing })).rejects.toThrow("no space left");
    expect(fs.readdirSync(root)).toEqual([]);
  });
});
