import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { silentProgress } from "../../common/progress";
import { checkGo, requiredGo } from "./build";
import { downloadEngine } from "./download";

let bin: string;
beforeEach(() => (bin = fs.mkdtempSync(path.join(os.tmpdir(), "go-"))));
afterEach(() => fs.rmSync(bin, { recursive: true, force: true }));

function go(version: string, toolchain: string): void {
  fs.writeFileSync(path.join(bin, "go"), `#!/bin/sh\nprintf '%s\\n' ${version} ${toolchain}\n`, {
    mode: 0o755,
  });
}

async function problem(): Promise<UserError | undefined> {
  try {
    await checkGo({ PATH: bin });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
}

test("without Go, the user learns what to install", async () => {
  const error = await problem();
  expect(error?.message).toContain("Go, which could build it, is not installed");
  expect(error?.remedy).toMatch(
    /^Install Pulumi 3\.\d+\.\d+ or later .*, or Go 1\.\d+\.\d+ or later .*, then run/,
  );
});

test("a Go that is too old is rejected, unless it may download a newer toolchain", async () => {
  go("go1.22.3", "local");
  expect((await problem())?.message).toContain("Go 1.22.3 is too old");
  go("go1.22.3", "auto");
  expect(await problem()).toBeUndefined();
  go("go1.20.1", "");
  expect((await problem())?.message).toContain("Go 1.20.1 is too old");
});

test("the Go of go.mod and a newer one are accepted", async () => {
  go(`go${await requiredGo()}`, "local");
  expect(await problem()).toBeUndefined();
  go("go1.100.0", "local");
  expect(await problem()).toBeUndefined();
});

describe("the official download", () => {
  const step = jest.fn();
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ["cannot be reached", () => Promise.reject(new TypeError("fetch failed"))],
    ["answers with an error", () => Promise.resolve(new Response(null, { status: 503 }))],
  ])("is skipped without a message if its host %s", async (_, answer) => {
    jest.spyOn(globalThis, "fetch").mockImplementation(answer);
    await expect(downloadEngine(bin, { ...silentProgress, step, warn: step })).resolves.toBe(false);
    expect(step).not.toHaveBeenCalled();
  });
});
