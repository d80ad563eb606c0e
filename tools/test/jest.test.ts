/** The real jest, on a project of its own. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { runJest } from "./jest";

let cwd: string;
beforeEach(() => {
  cwd = fs.mkdtempSync(path.join(os.tmpdir(), "jest-run-"));
  fs.writeFileSync(path.join(cwd, "jest.config.js"), "module.exports = { transform: {} };");
});
afterEach(() => fs.rmSync(cwd, { recursive: true }));

const run = (args: string[]) => runJest(args, { cwd, output: "ignore" });

function write(name: string, text: string): void {
  fs.writeFileSync(path.join(cwd, `${name}.test.js`), text);
}

test("passed and failed tests are counted; a file that does not load is a failure", async () => {
  write("passes", 'test("a", () => {}); test("b", () => {});');
  write("fails", 'test("c", () => { throw new Error("no"); });');
  write("breaks", 'throw new Error("before any test");');
  await expect(run([])).resolves.toEqual({ passed: 2, failed: 2 });
});

test.each([
  ["no test file", []],
  ["no test of that name", ["-t", "nothing"]],
  ["no test, where jest calls that fine", ["--passWithNoTests", "nothing"]],
])("%s is a failure", async (_, args) => {
  if (args.includes("-t")) write("passes", 'test("a", () => {});');
  await expect(run(args)).resolves.toEqual({ passed: 0, failed: 1 });
});

test("a run that jest fails although all tests passed is a failure", async () => {
  write("passes", 'test("a", () => {});');
  fs.writeFileSync(
    path.join(cwd, "jest.config.js"),
    `module.exports = {
      transform: {}, collectCoverage: true, coverageThreshold: { global: { lines: 100 } },
      collectCoverageFrom: ["uncovered.js"],
    };`,
  );
  fs.writeFileSync(path.join(cwd, "uncovered.js"), "module.exports = () => 1;");
  await expect(run([])).resolves.toEqual({ passed: 1, failed: 1 });
});
