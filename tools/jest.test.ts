import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runJest, sum, tally } from "./jest";

describe("tally", () => {
  const report = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

  test.each([
    ["all passed", report, 0, false, 7, 0],
    ["failed tests", { ...report, numFailedTests: 2 }, 1, false, 7, 2],
    ["files that did not run", { ...report, numRuntimeErrorTestSuites: 3 }, 1, false, 7, 3],
    ["both", { ...report, numFailedTests: 2, numRuntimeErrorTestSuites: 3 }, 1, false, 7, 5],
    ["a failed run without a failed test", report, 1, false, 7, 1],
    ["a crash before the report", undefined, 134, true, 0, 1],
    ["no test", { ...report, numPassedTests: 0 }, 0, false, 0, 1],
    ["no test where that is fine", { ...report, numPassedTests: 0 }, 0, true, 0, 0],
  ])("%s", (_, input, code, mayBeEmpty, passed, failed) => {
    expect(tally(input, code, mayBeEmpty)).toMatchObject({ passed, failed });
  });

  test("adds up", () => {
    const one = { passed: 2, failed: 1, problems: ["a"] };
    expect(sum([one, { passed: 3, failed: 0, problems: [] }, one])).toEqual({
      passed: 7,
      failed: 2,
      problems: ["a", "a"],
    });
  });
});

// The real jest, in a project of its own.
describe("runJest", () => {
  let cwd: string;

  beforeEach(() => {
    cwd = fs.mkdtempSync(path.join(os.tmpdir(), "jest-run-"));
    fs.writeFileSync(path.join(cwd, "jest.config.js"), "module.exports = { transform: {} };");
  });

  afterEach(() => {
    fs.rmSync(cwd, { recursive: true });
  });

  function write(name: string, text: string): void {
    fs.writeFileSync(path.join(cwd, `${name}.test.js`), text);
  }

  test("counts passed and failed tests, and a file that breaks", async () => {
    write("passes", 'test("a", () => {}); test("b", () => {});');
    write("fails", 'test("c", () => { throw new Error("no"); });');
    write("breaks", 'throw new Error("before any test");');
    await expect(runJest([], { mayBeEmpty: false, cwd, output: "ignore" })).resolves.toMatchObject({
      passed: 2,
      failed: 2,
    });
  }, 60_000);

  test("no test is a failure, unless it may be", async () => {
    await expect(runJest([], { mayBeEmpty: false, cwd, output: "ignore" })).resolves.toMatchObject({
      passed: 0,
      failed: 1,
    });
    await expect(runJest([], { mayBeEmpty: true, cwd, output: "ignore" })).resolves.toMatchObject({
      passed: 0,
      failed: 0,
    });
  }, 60_000);

  test("a test that leaves a server open is a failure and does not hold up the run", async () => {
    write("hangs", 'test("a", () => { require("node:net").createServer().listen(0, "127.0.0.1"); });');
    const result = await runJest(["--runInBand"], { mayBeEmpty: false, cwd, grace: 100, output: "ignore" });
    expect(result).toMatchObject({
      passed: 1,
      failed: 1,
      problems: [expect.stringContaining("left something open")],
    });
  }, 60_000);
});
