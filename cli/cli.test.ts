/** The commands, in part as processes of their own with folders for state and cache in which nothing may appear. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { CommanderError } from "commander";
import { execa } from "execa";

import { repoRoot } from "../common/paths";
import { scripts } from "../package.json";
import { program } from "./index";

const main = path.join(repoRoot, "cli", "main.mjs");
const commands = Object.keys(scripts);

/** They refuse with the exit code 2, all others with 1. */
const operations = program()
  .commands.filter((one) => one.helpGroup() === "Operations:")
  .map((one) => one.name());
const refused = (name: string | undefined): number => (operations.includes(name ?? "") ? 2 : 1);

/** These hand their arguments to another program. */
const passThrough = ["pulumi", "account", "test"];

/** What commands write in the checkout. */
const generated = ["docs/policies.md", "docs/openapi.json", "infra/lib/deploy-permissions/registered.json"];

let folder: string;
let bin: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-cli-"));
  bin = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-bin-"));
  // With packages that are out of date these tests fail; they must not replace the packages that jest runs on.
  fs.writeFileSync(path.join(bin, "npm"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
});
afterAll(() => {
  for (const dir of [folder, bin]) fs.rmSync(dir, { recursive: true });
});

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], {
    cwd: repoRoot,
    env: {
      PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`,
      HOME: path.join(folder, "home"),
      XDG_CACHE_HOME: path.join(folder, "cache"),
      SJC1990APP_STATE_DIR: path.join(folder, "state"),
      GITHUB_TOKEN: "",
      ...env,
    },
    stdin: "ignore",
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

const writtenAt = (): number[] => generated.map((file) => fs.statSync(path.join(repoRoot, file)).mtimeMs);

/** Runs a command that must not do anything. */
async function runInVain(...args: string[]) {
  const before = writtenAt();
  const result = await run(args);
  expect(fs.readdirSync(folder)).toEqual([]);
  expect(writtenAt()).toEqual(before);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  return result;
}

test("every npm script is a command, and the list of commands has them all", async () => {
  for (const [name, script] of Object.entries(scripts)) expect(script).toBe(`node cli/main.mjs ${name}`);
  const { exitCode, stdout } = await runInVain("--help");
  expect(exitCode).toBe(0);
  expect([...stdout.matchAll(/^ {2}([a-z:-]+) {2,}/gm)].map(([, name]) => name).sort()).toEqual(
    [...commands].sort(),
  );
});

test.each([["nonsense"], ["--nonsense"], [""]])("%j is no command", async (name) => {
  const { exitCode, stdout, stderr } = await runInVain(name);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^error: unknown (command|option) '[^]*to list the commands\.$/);
});

/**
 * Parses arguments in this process, which is a second quicker for each: commander finds mistakes and options for help
 * before any action. Actions do nothing here.
 */
async function parse(...args: string[]) {
  const root = program();
  const output = { stdout: "", stderr: "" };
  for (const one of [root, ...root.commands])
    one
      .exitOverride()
      .configureOutput({
        writeOut: (text) => (output.stdout += text),
        writeErr: (text) => (output.stderr += text),
      })
      .action(() => undefined);
  const end = await root.parseAsync(args, { from: "user" }).then(
    () => "no mistake",
    (error: unknown) => (error as CommanderError).code,
  );
  return { ...output, end };
}

test.each(commands.filter((name) => !["pulumi", "account"].includes(name)))(
  "npm run %s -- --help shows how it is used",
  async (name) => {
    const { end, stdout, stderr } = await parse(name, "--help");
    expect([end, stderr]).toEqual(["commander.helpDisplayed", ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: npm (run )?${name} -- \\[options\\]`));
  },
);

test.each([
  ["stop", "-h"],
  ["start", "--help"],
])("npm run %s -- %s does nothing else", async (name, option) => {
  const { exitCode, stdout, stderr } = await runInVain(name, option);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Usage: npm /);
});

describe.each(commands.filter((name) => !passThrough.includes(name)))("npm run %s", (name) => {
  const stack = [...operations, "cost", "dashboards", "rehearse", "rotate", "stack:init"].includes(name)
    ? ["--stack", "dev"]
    : [];
  const required =
    {
      restore: ["--table", "users", "--to", "2026-11-28T06:00:00Z"],
      "github:setup": ["--repository", "o/r"],
    }[name] ?? [];

  test.each([
    ["an unknown option", "--nonsense", /^error: unknown option '--nonsense'/],
    [
      "an unknown argument",
      "nonsense",
      /^error: (too many arguments|command-argument value 'nonsense' is invalid)/,
    ],
  ])("%s is an error", async (_what, argument, message) => {
    const { end, stdout, stderr } = await parse(name, ...stack, ...required, argument);
    expect([end, stdout]).toEqual([expect.stringMatching(/^commander\./), ""]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/ {2}Run `npm (run )?[\w:-]+ -- --help` for usage\.$/m);
  });
});

test.each(["--nonsense", "nonsense"])("npm run reset -- %s removes nothing", async (argument) => {
  const { exitCode, stdout, stderr } = await runInVain("reset", argument);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^error: [^]* {2}Run `npm run reset -- --help` for usage\.$/);
});

test.each([
  [["rehearse"], "required option '-s, --stack <stage>' not specified"],
  [["rehearse", "--stack", "dev", "prod"], "too many arguments"],
  [["rehearse", "--stack", "nowhere"], 'unknown stage "nowhere"\n  Stages: dev, local, prod, staging'],
  [["dashboards"], "required option '-s, --stack <stage>' not specified"],
  [["dashboards", "--stack", "nowhere"], 'unknown stage "nowhere"\n  Stages: dev, local, prod, staging'],
  [["dashboards", "--stack", "local", "--live"], "the local cloud has no metrics to draw"],
  [["stack:init"], "required option '-s, --stack <stage>' not specified"],
  [["stack:init", "--stack", "dev", "prod"], "too many arguments"],
  [["stack:init", "--stack", "dev", "--account"], "option '--account <id>' argument missing"],
  [["cost"], "required option '-s, --stack <stage>' not specified"],
  [["cost", "--stack", "nowhere"], 'unknown stage "nowhere"\n  Stages: dev, local, prod, staging'],
  [["cost", "--stack", "prod", "--users", "-1"], "Give a whole number from 0 to 999999999."],
  [["cost", "--stack", "prod", "--json", "--markdown"], "cannot be used with option"],
  [["cost", "--stack", "prod", "--actual", "--users", "5"], "cannot be used with option"],
  [["cost", "--stack", "local", "--actual"], "the stage local has no costs\n  Give a stage on AWS"],
  [
    ["cost", "--stack", "prod", "--preview", "no-such.json"],
    "there is no file no-such.json\n  Save a preview",
  ],
  [["cost", "--stack", "prod", "--issue"], "the variable GITHUB_TOKEN is missing\n  In a workflow"],
  [["escalate", "--stack", "prod", "--issue"], "the variable GITHUB_TOKEN is missing"],
  [["escalate", "--stack", "prod", "--firing", "--alarm", "api-slow"], "cannot be used with option"],
  [
    ["escalate", "--stack", "prod", "--result", "failure", "--run", "here"],
    '"here" is not the page of a run',
  ],
  [["github:setup"], "required option '--repository <owner/name>' not specified"],
  [["github:setup", "--repository", "r"], "Give <owner>/<name>."],
  [
    ["github:setup", "--repository", "o/r"],
    "the variable GITHUB_TOKEN is missing\n  Give one of an administrator",
  ],
  [["github:release"], "the variable GITHUB_TOKEN is missing"],
  [["audit", "--issue"], "the variable GITHUB_TOKEN is missing"],
  [["rotate"], "required option '-s, --stack <stage>' not specified"],
  [["rotate", "--stack", "dev", "--leaked", "--drop-previous"], "cannot be used with option"],
  [
    ["migrate", "--stack", "nowhere", "status"],
    'unknown stage "nowhere"\n  Stages: dev, local, prod, staging',
  ],
  [["migrate", "--stack", "dev", "new", "Two Words"], '"Two Words" is no name of a migration\n  Use small'],
  [["migrate", "--stack", "dev", "resume", "--phase", "expand"], "resume takes no --phase"],
  [["redrive", "--stack", "nowhere"], 'unknown stage "nowhere"\n  Stages: dev, local, prod, staging'],
  [["bench", "--runs", "0"], "Give a whole number of at least 1."],
  [["lint", "eslint", "nonsense"], "Allowed choices are eslint, types,"],
])("%j: the mistake is named, and nothing happens", async (args, message) => {
  const { exitCode, stdout, stderr } = await runInVain(...args);
  expect([exitCode, stdout]).toEqual([refused(args[0]), ""]);
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(message);
});

test("a relative folder for the state is an error", async () => {
  const { exitCode, stderr } = await run(["reset"], { SJC1990APP_STATE_DIR: "state" });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error: SJC1990APP_STATE_DIR is "state", which is a relative path\n {2}Set /);
});

test("a folder that the project did not create is not reset", async () => {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-foreign-"));
  try {
    fs.mkdirSync(path.join(state, "local", "emulator", "state"), { recursive: true });
    const { exitCode, stderr } = await run(["reset"], { SJC1990APP_STATE_DIR: state });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: ${path.join(state, "local")} was not created by this project`);
    expect(fs.existsSync(path.join(state, "local", "emulator", "state"))).toBe(true);
  } finally {
    fs.rmSync(state, { recursive: true });
  }
});

test.each(["pulumi", "account"])("npm run %s hands every argument to the Pulumi CLI", async (name) => {
  const script = '#!/bin/sh\n[ "$1" = version ] && echo v3.999.0 && exit\nprintf "<%s>" "$@"\nexit 7\n';
  for (const file of ["pulumi", "pulumi-language-nodejs"])
    fs.writeFileSync(path.join(bin, file), script, { mode: 0o755 });
  const args = ["--stack", "dev", "config", "--help", "--json", "set", "a", "--", "-1"];
  const { exitCode, stdout } = await run([name, ...args]);
  expect(stdout).toBe(args.map((arg) => `<${arg}>`).join(""));
  expect(exitCode).toBe(7);
});

test("npm run cost writes one JSON document to stdout", async () => {
  const { exitCode, stdout, stderr } = await runInVain(
    "cost",
    "--stack",
    "prod",
    "--users",
    "5000",
    "--json",
  );
  expect([exitCode, stderr]).toEqual([0, ""]);
  const report = JSON.parse(stdout) as { stage: string; total: number; usage: { users: number } };
  expect(report).toMatchObject({ stage: "prod", usage: { users: 5000 } });
  expect(report.total).toBeGreaterThan(0);
});
