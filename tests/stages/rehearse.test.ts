import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import { journeys } from "../../ops/rehearse/journeys";
import type { RehearsalReport } from "../../ops/rehearse";

jest.setTimeout(600_000);

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-rehearsals-"));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Credentials and settings that would lead elsewhere, or fail, if anything used them. */
const foreign = {
  AWS_ACCESS_KEY_ID: "AKIAFOREIGN",
  AWS_SECRET_ACCESS_KEY: "foreign",
  AWS_PROFILE: "not-there",
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  PULUMI_ACCESS_TOKEN: "pul-foreign",
  PULUMI_BACKEND_URL: "file:///nowhere",
  PULUMI_CONFIG_PASSPHRASE: "of-another-stage",
  PULUMI_STACK: "another",
};

/** The command as a user calls it, with a folder for its state in which nothing else is. */
function start(
  state: string,
  ...args: string[]
): {
  child: ChildProcess;
  output: () => string;
  stdout: () => string;
} {
  const child = spawn(process.execPath, ["cli/main.mjs", "rehearse", ...args], {
    cwd: repoRoot,
    env: { ...process.env, ...foreign, SJC1990APP_STATE_DIR: path.join(folder, state) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, stdout] = ["", ""];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  child.stdout.on("data", (text: string) => (stdout += text));
  return { child, output: () => output, stdout: () => stdout };
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, "close")) as [number | null];
  return code;
}

/** What is left in a folder for state. */
function left(state: string): string[] {
  const dir = path.join(folder, state);
  return fs.existsSync(dir) ? fs.readdirSync(dir) : [];
}

/** Processes of this machine that speak of a folder for state. */
function processesOf(state: string): string[] {
  const list = execFileSync("ps", ["-eo", "args="], { encoding: "utf8" });
  return list.split("\n").filter((line) => line.includes(path.join(folder, state)));
}

test.each([
  ["dev", false],
  ["staging", true],
  ["prod", true],
])("%s is rehearsed with nobody's credentials, and nothing is left of it", async (stage, isProtected) => {
  const markdown = path.join(folder, `${stage}.md`);
  const { child, output, stdout } = start(stage, "--stack", stage, "--json", "--markdown", markdown);
  const code = await codeOf(child);
  expect([output(), code]).toEqual([expect.stringContaining("{"), 0]);

  const report = JSON.parse(stdout()) as RehearsalReport;
  expect(report).toMatchObject({ stage, passed: true, policies: [] });
  expect(report.journeys.map(({ name, passed }) => [name, passed])).toEqual(
    journeys.map(({ name }) => [name, true]),
  );
  expect(report.resources["aws:dynamodb/table:Table"]).toBe(8);
  const refused = report.steps.filter(({ name }) => name.startsWith("destroying it is refused"));
  expect(refused.map(({ outcome }) => outcome)).toEqual(isProtected ? ["passed"] : []);
  const removed = report.steps.at(-1);
  const [, destroyed, seen] =
    /(\d+) resources were destroyed; of (\d+) /.exec(removed?.details.join(" ") ?? "") ?? [];
  expect(Number(destroyed)).toBeGreaterThan(150);
  // Not vacuous: the cloud itself had nearly all of them before.
  expect(Number(seen)).toBeGreaterThan(Number(destroyed) - 20);
  expect(fs.readFileSync(markdown, "utf8")).toContain(`## Rehearsal of ${stage}`);

  expect(left(stage)).toEqual([]);
  expect(processesOf(stage)).toEqual([]);
});

test("interrupted, it removes its cloud and says so", async () => {
  const { child, output } = start("interrupted", "--stack", "dev");
  const closed = codeOf(child);
  while (!output().includes("the stage is deployed")) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(left("interrupted")).toHaveLength(1);
  child.kill("SIGTERM");
  expect(await closed).toBe(1);
  expect(output()).toContain("error: interrupted");
  expect(output()).not.toMatch(/\n\s+at /);
  expect(left("interrupted")).toEqual([]);
  expect(processesOf("interrupted")).toEqual([]);
});

test.each([
  [["--stack", "nowhere"], /there is no stage "nowhere"[^]*Stages: .*prod/],
  [[], /required option '-s, --stack <stage>' not specified/],
  [["dev"], /too many arguments/],
  [["--stack", "dev", "--from", "no-such-ref"], /git knows no commit "no-such-ref"/],
  [["--stack", "dev", "--nonsense"], /--nonsense/],
])("a mistake in the call (%p) is told with what to do, and costs nothing", async (args, message) => {
  const { child, output } = start("mistaken", ...args);
  expect(await codeOf(child)).toBe(1);
  expect(output()).toMatch(message);
  expect(output()).not.toMatch(/\n\s+at /);
  expect(left("mistaken")).toEqual([]);
});
