import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { repoRoot } from "../../common/paths";

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

interface Workflow {
  permissions: unknown;
  jobs: Record<string, { permissions?: object; steps?: unknown[]; "timeout-minutes"?: number }>;
}

test.each(workflows)("%s grants nothing at the top; every job has permissions and a time limit", (file) => {
  const { permissions, jobs } = parse(read(file)) as Workflow;
  expect(permissions).toEqual({});
  expect(Object.keys(jobs)).not.toEqual([]);
  for (const job of Object.values(jobs)) {
    expect(job.permissions).toEqual(expect.any(Object));
    // A job that calls a reusable workflow has its time limit there.
    if (job.steps !== undefined) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  }
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
