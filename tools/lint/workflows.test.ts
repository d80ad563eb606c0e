import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { repoRoot } from "../../common/paths";
import { pulumiVersion } from "../../local/engine/version";

const home = path.join(repoRoot, ".github");

function yamlFiles(folder: string): string[] {
  return fs
    .readdirSync(path.join(home, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(folder, name));
}

/** Every `uses:` that is neither a part of this repo nor pinned by a commit with its version in a comment. */
function unpinned(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => /^\s*(?:- )?uses:/.test(line))
    .filter((line) => !/uses: (?:\.\/[\w./-]+|[\w./-]+@[0-9a-f]{40} # v\d+(?:\.\d+){2})$/.test(line))
    .map((line) => line.trim());
}

const workflows = yamlFiles("workflows");
const actions = yamlFiles("actions");
const read = (file: string): string => fs.readFileSync(path.join(home, file), "utf8");

test("there are workflows and actions to check", () => {
  expect(workflows).toContain(path.join("workflows", "ci.yml"));
  expect(actions).toContain(path.join("actions", "setup", "action.yml"));
});

test.each([...workflows, ...actions])("%s pins every action by commit and version", (file) => {
  expect(unpinned(read(file))).toEqual([]);
});

test.each([
  ["a tag", "      - uses: actions/checkout@v7", 1],
  ["a short commit", "        uses: actions/checkout@3d3c42e # v7.0.1", 1],
  ["no version", `        uses: actions/checkout@${"a".repeat(40)}`, 1],
  ["a major version only", `        uses: actions/checkout@${"a".repeat(40)} # v7`, 1],
  ["commit and version", `      - uses: actions/cache/restore@${"a".repeat(40)} # v7.0.1`, 0],
  ["an action of this repo", "        uses: ./.github/actions/setup", 0],
])("a pin with %s", (_, line, findings) => {
  expect(unpinned(line)).toHaveLength(findings);
});

test("an action has the same version everywhere", () => {
  const pins = [...workflows, ...actions].flatMap((file) => [
    ...read(file).matchAll(/uses: ([\w.-]+\/[\w.-]+)\S*@(\w+) # (v\S+)/g),
  ]);
  const versions = new Map<string, Set<string>>();
  for (const [, action = "", commit, version] of pins) {
    versions.set(action, (versions.get(action) ?? new Set()).add(`${commit} ${version}`));
  }
  expect(versions.size).toBeGreaterThan(0);
  expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
});

interface Step {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Concurrency {
  group: string;
  "cancel-in-progress": boolean | string;
}

interface Job {
  if?: string;
  needs?: string[];
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  concurrency?: Concurrency;
  steps?: Step[];
}

interface Workflow {
  on: object;
  permissions?: object;
  concurrency?: Concurrency;
  jobs: Record<string, Job>;
}

/** Lines that a reader understands in a minute. */
const mostLines = (file: string): number => (path.basename(file) === "deploy.yml" ? 200 : 80);

function problemsOfStep({ name = "a step", uses = "", run = "", with: input = {} }: Step): string[] {
  return [
    ...(run.includes("${{") ? [`${name}: an expression in a shell command; pass it in env`] : []),
    ...(uses.startsWith("actions/checkout@") && input["persist-credentials"] !== false
      ? [`${name}: leaves the token on the disk`]
      : []),
    ...(uses.startsWith("actions/upload-artifact@") && !((input["retention-days"] as number) > 0)
      ? [`${name}: no retention-days`]
      : []),
  ];
}

function problemsOfJob(name: string, job: Job): string[] {
  const { permissions, concurrency, steps } = job;
  return [
    ...(typeof permissions !== "object" ? [`${name}: no permissions of its own`] : []),
    // A job that calls a reusable workflow has its time limit there.
    ...(steps !== undefined && !((job["timeout-minutes"] ?? 0) > 0) ? [`${name}: no time limit`] : []),
    ...(concurrency === undefined ? [] : problemsOfConcurrency(name, concurrency)),
    ...(steps ?? []).flatMap(problemsOfStep),
    ...(permissions?.["id-token"] === "write" && steps?.some(restoresCaches) === true
      ? [`${name}: credentials of AWS, and programs from a cache that other runs write`]
      : []),
  ];
}

function restoresCaches({ uses = "", with: input = {} }: Step): boolean {
  return (
    uses.startsWith("actions/cache") || (uses === "./.github/actions/setup" && input["cache"] !== "false")
  );
}

/** A deployment that is cancelled leaves a stage half updated. */
function problemsOfConcurrency(where: string, { group, ...rest }: Concurrency): string[] {
  const cancels = rest["cancel-in-progress"] !== false;
  return group.startsWith("deploy-") && cancels ? [`${where}: cancels a deployment`] : [];
}

/** What a workflow lacks of what every workflow must have. */
function problemsOf({ on, permissions, concurrency, jobs }: Workflow): string[] {
  // Runs of a reusable workflow belong to the run that calls it.
  const called = Object.keys(on).every((event) => event === "workflow_call");
  const limited =
    concurrency !== undefined || Object.values(jobs).every((job) => job.concurrency !== undefined);
  return [
    ...(permissions === undefined || Object.keys(permissions).length > 0
      ? ["grants something at the top"]
      : []),
    ...(Object.keys(jobs).length === 0 ? ["no job"] : []),
    ...(called || limited ? [] : ["no concurrency"]),
    ...(concurrency === undefined ? [] : problemsOfConcurrency("the workflow", concurrency)),
    ...Object.entries(jobs).flatMap(([name, job]) => problemsOfJob(name, job)),
  ];
}

test.each(workflows)("%s has limits, least permissions and no expression in a shell", (file) => {
  const text = read(file);
  expect(problemsOf(parse(text) as Workflow)).toEqual([]);
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(mostLines(file));
});

test.each(actions)("%s has no expression in a shell", (file) => {
  const { runs } = parse(read(file)) as { runs: { steps: Step[] } };
  expect(runs.steps.flatMap(problemsOfStep)).toEqual([]);
});

describe("a workflow with", () => {
  const job = { permissions: {}, "timeout-minutes": 5, steps: [] };
  const good: Workflow = {
    on: { push: {} },
    permissions: {},
    concurrency: { group: "a", "cancel-in-progress": true },
    jobs: { a: job },
  };
  const withStep = (step: Step): Workflow => ({ ...good, jobs: { a: { ...job, steps: [step] } } });
  const signsIn = (cache: string): Job => ({
    permissions: { "id-token": "write" },
    steps: [{ uses: "./.github/actions/setup", with: { cache } }],
  });
  const deploys = (cancel: boolean | string): Concurrency => ({
    group: "deploy-${{ inputs.stage }}",
    "cancel-in-progress": cancel,
  });

  test.each<[string, Workflow, number]>([
    ["nothing wrong", good, 0],
    [
      "a call as its only trigger needs no concurrency",
      { on: { workflow_call: {} }, permissions: {}, jobs: { a: job } },
      0,
    ],
    ["permissions at the top", { ...good, permissions: { contents: "read" } }, 1],
    [
      "no permissions at the top, so those of the repository",
      { on: {}, concurrency: deploys(false), jobs: { a: job } },
      1,
    ],
    ["a job without permissions", { ...good, jobs: { a: { "timeout-minutes": 5, steps: [] } } }, 1],
    ["a job without a time limit", { ...good, jobs: { a: { permissions: {}, steps: [] } } }, 1],
    ["no job", { ...good, jobs: {} }, 1],
    ["no concurrency", { on: { push: {} }, permissions: {}, jobs: { a: job } }, 1],
    [
      "concurrency of one job of two",
      { on: { push: {} }, permissions: {}, jobs: { a: job, b: { ...job, concurrency: deploys(false) } } },
      1,
    ],
    ["a deployment that can be cancelled", { ...good, concurrency: deploys("${{ inputs.hurry }}") }, 1],
    [
      "a job that deploys and can be cancelled",
      { ...good, jobs: { a: { ...job, concurrency: deploys(true) } } },
      1,
    ],
    ["an expression in a shell", withStep({ run: "echo ${{ github.head_ref }}" }), 1],
    ["a checkout that keeps the token", withStep({ uses: "actions/checkout@1" }), 1],
    ["credentials of AWS, and caches", { ...good, jobs: { a: { ...job, ...signsIn("true") } } }, 1],
    ["credentials of AWS, without caches", { ...good, jobs: { a: { ...job, ...signsIn("false") } } }, 0],
    [
      "an artifact that is kept for as long as the repository says",
      withStep({ uses: "actions/upload-artifact@1" }),
      1,
    ],
  ])("%s", (_, workflow, findings) => {
    expect(problemsOf(workflow)).toHaveLength(findings);
  });
});

test("All checks fails unless every other job of CI succeeded", () => {
  const { jobs } = parse(read(path.join("workflows", "ci.yml"))) as Workflow;
  const { "all-checks": all, ...others } = jobs;
  expect(all?.needs?.toSorted()).toEqual(Object.keys(others).sort());
  // Without it, the job would be skipped when another fails, and branch protection takes skipped for passed.
  expect(all?.if).toBe("always()");
  const [step, ...more] = all?.steps ?? [];
  expect(more).toEqual([]);
  expect(step?.run).toBe("exit 1");
  const bad = ["failure", "cancelled", "skipped"].map((result) => `contains(needs.*.result, '${result}')`);
  expect(step?.if?.split(" || ").sort()).toEqual(bad.sort());
});

test("jobs with credentials install the CLI that the project is tested with", () => {
  const { runs } = parse(read(path.join("actions", "aws", "action.yml"))) as {
    runs: { steps: { uses?: string; with?: Record<string, unknown> }[] };
  };
  const install = runs.steps.find(({ uses }) => uses?.startsWith("pulumi/actions@"));
  expect(install?.with).toEqual({ "pulumi-version": pulumiVersion });
});

interface Dependabot {
  updates: { "package-ecosystem": string; directory?: string; directories?: string[] }[];
}

test("Dependabot looks only into folders that have a manifest", () => {
  const manifests: Record<string, string> = {
    npm: "package.json",
    pip: "requirements.txt",
    gomod: "go.mod",
    "github-actions": "",
  };
  const { updates } = parse(read("dependabot.yml")) as Dependabot;
  expect(new Set(updates.map((update) => update["package-ecosystem"]))).toEqual(
    new Set(Object.keys(manifests)),
  );
  for (const { "package-ecosystem": ecosystem, directory, directories = [directory!] } of updates) {
    const manifest = manifests[ecosystem]!;
    for (const folder of directories)
      expect([folder, fs.existsSync(path.join(repoRoot, folder, manifest))]).toEqual([folder, true]);
  }
});
