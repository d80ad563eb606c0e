import * as fs from "node:fs";
import * as path from "node:path";
import { repoRoot } from "../../common/paths";

const home = path.join(repoRoot, ".github");

function yamlFiles(folder: string): string[] {
  return fs
    .readdirSync(path.join(home, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(folder, name));
}

/** Every `uses:` of a text that is neither part of this repo nor pinned by a commit and its version. */
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

test("there are workflows and actions to look at", () => {
  expect(workflows).toContain(path.join("workflows", "ci.yml"));
  expect(actions).toContain(path.join("actions", "setup", "action.yml"));
});

test.each([...workflows, ...actions])("%s pins every action by its commit and says the version", (file) => {
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

test("one action has one version everywhere", () => {
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

test.each(workflows)("%s grants nothing at the top, and each job says what it needs", (file) => {
  const text = read(file);
  expect(text).toMatch(/^permissions: \{\}$/m);
  const jobs = text
    .slice(text.indexOf("\njobs:\n"))
    .split(/^ {2}(?=[\w-]+:$)/m)
    .slice(1);
  expect(jobs.length).toBeGreaterThan(0);
  for (const job of jobs) expect(job).toMatch(/^ {4}permissions:/m);
  // A job that calls a reusable workflow has its limit there.
  for (const job of jobs.filter((text) => text.includes("    steps:")))
    expect(job).toMatch(/^ {4}timeout-minutes: \d+$/m);
});

test("Dependabot looks where the manifests are", () => {
  const manifests: Record<string, string> = {
    npm: "package.json",
    pip: "requirements.txt",
    gomod: "go.mod",
    "github-actions": "",
  };
  const entries = read("dependabot.yml").split("package-ecosystem: ").slice(1);
  expect(entries.length).toBeGreaterThanOrEqual(4);
  for (const entry of entries) {
    const manifest = manifests[/^\S+/.exec(entry)![0]];
    expect(manifest).toBeDefined();
    const [, single, several] = /^ +(?:directory: (\S+)|directories: \[(.+)\])$/m.exec(entry)!;
    for (const directory of single === undefined ? several!.split(", ") : [single]) {
      expect(fs.existsSync(path.join(repoRoot, directory, manifest!))).toBe(true);
    }
  }
});
