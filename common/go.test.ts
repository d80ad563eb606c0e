import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "./errors";
import { checkGo, requiredGo, type GoProgram } from "./go";

let bin: string;
let program: GoProgram;
beforeEach(() => {
  bin = fs.mkdtempSync(path.join(os.tmpdir(), "go-"));
  fs.writeFileSync(path.join(bin, "go.mod"), "module example.org/a\n\ngo 1.25.8\n");
  program = { what: "the tool", module: bin, command: "example.org/a" };
});
afterEach(() => {
  fs.rmSync(bin, { recursive: true, force: true });
});

function go(version: string, toolchain: string): void {
  fs.writeFileSync(path.join(bin, "go"), `#!/bin/sh\nprintf '%s\\n' ${version} ${toolchain}\n`, {
    mode: 0o755,
  });
}

async function problem(): Promise<UserError | undefined> {
  try {
    await checkGo(program, { PATH: bin });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
}

test("a missing Go is an error that says what to install", async () => {
  expect(await problem()).toMatchObject({
    message: "Go, which builds the tool, is not installed.",
    remedy: "Install Go 1.25.8 or later (https://go.dev/doc/install), then run the command again.",
  });
  program.alternative = "Install the tool, or ";
  expect((await problem())?.remedy).toMatch(/^Install the tool, or install Go 1\.25\.8 or later /);
});

test("a Go that is too old is rejected, unless it may download a newer toolchain", async () => {
  go("go1.22.3", "local");
  expect((await problem())?.message).toBe("Go 1.22.3 is too old to build the tool.");
  go("go1.22.3", "auto");
  expect(await problem()).toBeUndefined();
  go("go1.20.1", "");
  expect((await problem())?.message).toContain("Go 1.20.1 is too old");
});

test("the Go of go.mod and a newer one are accepted", async () => {
  go(`go${requiredGo(bin)}`, "local");
  expect(await problem()).toBeUndefined();
  go("go1.100.0", "local");
  expect(await problem()).toBeUndefined();
});
