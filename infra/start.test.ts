import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

/** Runs a program as Pulumi's runner does, and prints its outputs, or the error as the runner would. */
const RUNNER = `
const { RunError } = require("@pulumi/pulumi");
const { inspect } = require("node:util");
process.on("unhandledRejection", (error) => {
  process.stderr.write(RunError.isInstance(error) ? error.message : inspect(error));
  process.exit(1);
});
require("./start")(process.argv[1]).then((outputs) => process.stdout.write(JSON.stringify(outputs)));
`;

let dir: string;

beforeAll(() => {
  dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-start-")));
});
afterAll(() => {
  fs.rmSync(dir, { recursive: true });
});

async function run(program: string, others: Record<string, string> = {}) {
  for (const [file, text] of Object.entries({ "index.ts": program, ...others }))
    fs.writeFileSync(path.join(dir, file), text);
  const args = ["-e", RUNNER, path.join(dir, "index.ts")];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: __dirname });
    return { outputs: JSON.parse(stdout) as unknown, error: "" };
  } catch (error) {
    return { outputs: undefined, error: (error as { stderr: string }).stderr };
  }
}

test("a program's exports are the outputs; modules of the SDK are what they are", async () => {
  const program = `
    import * as s3 from "@pulumi/aws/s3";
    import * as aws from "@pulumi/aws";
    import { root } from "./other";
    export const same = s3.Bucket === aws.s3.Bucket && typeof s3.Bucket === "function";
    export const folder = root;`;
  expect(await run(program, { "other.ts": "export const root: string = __dirname;" })).toEqual({
    outputs: { same: true, folder: __dirname },
    error: "",
  });
});

test.each([
  ["while it loads", "fail();"],
  ["later", "setTimeout(() => void Promise.resolve().then(fail), 1);"],
])(
  "an error of a program %s has the lines of the TypeScript, and those of its cause",
  async (_when, call) => {
    const other = `interface Unused {\n  name: string;\n}\n\nexport function fail(): never {
  throw new Error("wrong", { cause: new Error("reason") });\n}\n`;
    const { error } = await run(`import { fail } from "./other";\n\n\n${call}\n`, { "other.ts": other });
    expect(error).toContain(`Error: wrong\n    at fail (${path.join(dir, "other.ts")}:6:9)`);
    expect(error).toContain(`Error: reason\n      at fail (${path.join(dir, "other.ts")}:6:37)`);
    expect(error).not.toContain("program.js");
  },
);

test("a syntax error has its place, and no stack trace", async () => {
  const { error } = await run('import "./other";', { "other.ts": "export const a = 1;\nconst = 2;\n" });
  expect(error).toMatch(/other\.ts:2:6: ERROR: Expected identifier but found "="$/);
});
