import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { describeError, UserError } from "./errors";

test("an error of the user is what happened and what to do", () => {
  expect(describeError(new UserError("no file", "Make one,\nthen try again."))).toBe(
    "error: no file\n  Make one,\n  then try again.",
  );
});

test.each(["ENOSPC", "EDQUOT", "EACCES", "EROFS"])(
  "%s names the file and the variables, without a stack",
  (code) => {
    const error = Object.assign(new Error(code), { code, path: "/data/state.json", syscall: "open" });
    const text = describeError(error);
    expect(text).toMatch(/^error: cannot write \/data\/state\.json: .+ \(open: E\w+\)\n/);
    expect(text).toContain("SJC1990APP_STATE_DIR");
    expect(text).toContain("XDG_CACHE_HOME");
    expect(text).not.toContain("    at ");
  },
);

test("a real error of the file system is recognized", () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "errors-"));
  try {
    // A full device, where there is one; else a missing permission is what the system reports.
    const full = fs.existsSync("/dev/full") ? "/dev/full" : path.join(dir, "denied");
    if (full !== "/dev/full") fs.writeFileSync(full, "", { mode: 0o400 });
    let caught: unknown;
    try {
      fs.writeFileSync(full, "text");
    } catch (error) {
      caught = error;
    }
    expect(describeError(caught)).toMatch(/^error: cannot write /);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});

test("any other error keeps its stack", () => {
  expect(describeError(new Error("a bug"))).toContain("errors.test.ts");
});
