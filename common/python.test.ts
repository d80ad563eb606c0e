import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "./errors";
import { findPython } from "./python";

describe("findPython", () => {
  let bin: string;
  beforeEach(() => (bin = fs.mkdtempSync(path.join(os.tmpdir(), "python-"))));
  afterEach(() => fs.rmSync(bin, { recursive: true }));

  const command = (name: string, script: string): void =>
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const python = (name: string, minor: number, canMakeVenv: boolean): void =>
    command(name, `echo '["/opt/${name}", 3, ${minor}, ${canMakeVenv}]'`);
  const find = () => findPython("the emulator", { PATH: bin });
  const failure = async (): Promise<UserError> => {
    const error: unknown = await find().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  };

  it("says that Python is missing, and how to get it", async () => {
    const error = await failure();
    expect(error.message).toBe("the emulator needs Python 3.10 or later, and none is on PATH");
    expect(error.remedy).toContain("sudo apt install python3 python3-venv");
  });

  it("says which Python is too old", async () => {
    python("python3", 9, true);
    command("python", `echo '["/opt/python", 2, 7, false]'`);
    expect((await failure()).message).toContain("PATH has only 3.9");
  });

  it("says what to install when venv is missing, as on a bare Debian", async () => {
    python("python3", 11, false);
    const error = await failure();
    expect(error.message).toContain("Python 3.11 has no venv module, which the emulator needs");
    expect(error.remedy).toContain("sudo apt install python3.11-venv");
  });

  it("passes over shims that fail and Pythons that cannot make a venv", async () => {
    command("python3.13", "echo 'not installed' >&2; exit 127");
    python("python3.12", 12, false);
    python("python3", 11, true);
    await expect(find()).resolves.toEqual({ executable: "/opt/python3", version: "3.11" });
  });

  it("takes the newest of several", async () => {
    python("python3.13", 13, true);
    python("python3", 11, true);
    await expect(find()).resolves.toEqual({ executable: "/opt/python3.13", version: "3.13" });
  });

  it("finds the real one of this machine", async () => {
    const found = await findPython("the emulator");
    expect(found.version).toMatch(/^3\.1\d$/);
    expect(fs.existsSync(found.executable)).toBe(true);
  });
});
