import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { silentProgress } from "../../common/progress";
import { type Engine, type EngineOptions, ensureEngine } from "./ensure";
import { isExecutable } from "./find";
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
    expect(engine).toEqual({ pulumi: path.join(bin, "pulumi"), kind: "official", onPath: true });
    expect(build).not.toHaveBeenCalled();
    expect(fs.existsSync(root)).toBe(false);
  });

  test("is used through a link, with the language host beside the link's target", async () => {
    const bin = installed("a", pulumiVersion);
    const links = path.join(directory, "links");
    fs.mkdirSync(links);
    fs.symlinkSync(path.join(bin, "pulumi"), path.join(links, "pulumi"));
    expect((await ensure({ searchPath: links })).pulumi).toBe(path.join(links, "pulumi"));
  });

  test.each([
    ["too old", "v3.229.0", true],
    ["of another major version", "v4.0.0", true],
    ["without a language host", "v3.999.0", false],
    ["broken", "", true],
  ])("is skipped when it is %s", async (_, version, languageHost) => {
    const engine = await ensure({ searchPath: installed("a", version, languageHost) });
    expect(engine).toMatchObject({ kind: "built", onPath: false });
  });

  test("is skipped when it is one of our cached engines", async () => {
    const { pulumi } = await ensure();
    expect((await ensure({ searchPath: path.dirname(pulumi) })).onPath).toBe(false);
  });
});

describe("without one", () => {
  test("the official release is downloaded before anything is built, and cached", async () => {
    const engine = await ensure({ download });
    expect(engine).toMatchObject({ kind: "official", onPath: false });
    expect(build).not.toHaveBeenCalled();
    expect(await ensure({ download })).toEqual(engine);
    expect(download).toHaveBeenCalledTimes(1);
  });

  test("the CLI is built and cached if the download fails", async () => {
    const engine = await ensure();
    expect(engine).toMatchObject({ kind: "built", onPath: false });
    expect(await ensure()).toEqual(engine);
    expect(build).toHaveBeenCalledTimes(1);
    expect(noDownload).toHaveBeenCalledTimes(1);
  });

  test("a cached engine without a language host is replaced", async () => {
    const { pulumi } = await ensure();
    fs.rmSync(path.join(path.dirname(pulumi), "pulumi-language-nodejs"));
    expect(isExecutable((await ensure()).pulumi)).toBe(true);
    expect(build).toHaveBeenCalledTimes(2);
  });
});
