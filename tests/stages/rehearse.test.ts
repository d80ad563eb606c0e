import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { repoRoot } from "../../common/paths";
import type { RehearsalReport } from "../../ops/rehearse";
import { journeys } from "../../ops/rehearse/journeys";

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-rehearsals-"));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Credentials and settings that lead elsewhere, or fail, if anything uses them. */
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

/** A run of `npm run rehearse`, with an empty state folder of its own. */
class Run {
  output = "";
  stdout = "";
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  readonly #stateDir: string;

  constructor(state: string, ...args: string[]) {
    this.#stateDir = path.join(folder, state);
    this.child = spawn(process.execPath, ["cli/main.mjs", "rehearse", ...args], {
      cwd: repoRoot,
      env: { ...process.env, ...foreign, SJC1990APP_STATE_DIR: this.#stateDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    this.child.stdout?.on("data", (text: string) => (this.stdout += text));
    this.code = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** What is left in the state folder. */
  left(): string[] {
    return fs.existsSync(this.#stateDir) ? fs.readdirSync(this.#stateDir) : [];
  }

  /** Processes that have the state folder in their arguments. */
  processes(): string[] {
    const list = execFileSync("ps", ["-eo", "args="], { encoding: "utf8" });
    return list.split("\n").filter((line) => line.includes(this.#stateDir));
  }

  /** Waits until the state of the stack has a resource of AWS. @throws Error when the run ends before. */
  async deploying(stage: string): Promise<void> {
    const state = path.join("backend", ".pulumi", "stacks", "sjc1990app", `${stage}.json`);
    const hasResource = (): boolean =>
      this.left()
        .map((cloud) => path.join(this.#stateDir, cloud, state))
        .some((file) => fs.existsSync(file) && /"type": ?"aws:/.test(fs.readFileSync(file, "utf8")));
    while (!hasResource()) {
      if (this.child.exitCode !== null) throw new Error(`it ended early:\n${this.output}`);
      await delay(100);
    }
  }
}

/** The tests preview every stage (stages.test.ts) and rehearse prod. Before a release, rehearse all of them. */
const stages = process.env["SJC1990APP_REHEARSE_ALL"] === undefined ? ["prod"] : ["dev", "staging", "prod"];

test.each(stages)("%s is rehearsed without credentials, and nothing is left of it", async (stage) => {
  const run = new Run(stage, "--stack", stage, "--json");
  expect([await run.code, run.output]).toEqual([0, expect.stringContaining('"passed": true')]);

  const report = JSON.parse(run.stdout) as RehearsalReport;
  expect(report).toMatchObject({ stage, passed: true, policies: [] });
  expect(report.journeys.map(({ name, passed }) => [name, passed])).toEqual(
    journeys.map(({ name }) => [name, true]),
  );
  expect(report.resources["aws:dynamodb/table:Table"]).toBe(9);
  const refused = report.steps.filter(({ name }) => name.startsWith("destroy is refused"));
  expect(refused.map(({ outcome }) => outcome)).toEqual(stage === "dev" ? [] : ["passed"]);
  const [, destroyed, seen] =
    /(\d+) resources were destroyed; the local cloud had (\d+) /.exec(
      report.steps.at(-1)?.details.join(" ") ?? "",
    ) ?? [];
  expect(Number(destroyed)).toBeGreaterThan(150);
  // The local cloud had nearly all of them: that it has none now means something.
  expect(Number(seen)).toBeGreaterThan(Number(destroyed) - 20);

  expect(run.left()).toEqual([]);
  expect(run.processes()).toEqual([]);
});

test("interrupted while it deploys, it removes its cloud and says so", async () => {
  const run = new Run("interrupted", "--stack", "dev");
  await run.deploying("dev");
  expect(run.left()).toHaveLength(1);
  run.child.kill("SIGTERM");
  expect(await run.code).toBe(1);
  expect(run.output).toContain("error: interrupted");
  expect(run.output).not.toMatch(/\n\s+at /);
  expect(run.left()).toEqual([]);
  expect(run.processes()).toEqual([]);
});

test.each([
  [["--stack", "nowhere"], /unknown stage "nowhere"[^]*Stages: .*prod/],
  [["--stack", "../prod"], /unknown stage "..\/prod"/],
  [["--stack", "dev", "--from", "no-such-ref"], /unknown git ref "no-such-ref"/],
])("a mistake in the call (%p) is reported before anything is created", async (args, message) => {
  const run = new Run("mistaken", ...args);
  expect(await run.code).toBe(1);
  expect(run.output).toMatch(message);
  expect(run.output).not.toMatch(/\n\s+at /);
  expect(run.left()).toEqual([]);
});
