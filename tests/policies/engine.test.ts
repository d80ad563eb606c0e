import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";

import { repoRoot } from "../../common/paths";
import { terminalProgress } from "../../common/progress";
import { ensureEngine, pulumiEnvironment, runPulumi } from "../../local/engine";
import { ensureProvider, installProvider } from "../../local/provider/build";
import { exceptions } from "../../policies/exceptions";
import { exceptionsProject } from "../../policies/lib/exceptions";
import { packRules } from "../../policies/rules";

/** The pack in previews by the real CLI. A preview needs no cloud. */

let directory: string;
let env: NodeJS.ProcessEnv;

async function pulumi(...args: string[]): Promise<{ code: number; text: string }> {
  const run = await runPulumi([...args, "--non-interactive"], { env, cwd: directory, stdio: "capture" });
  return { code: run.code, text: run.stdout + run.stderr };
}

/** Previews one of the programs in `programs/` with the pack at these levels. */
function preview(program: string, levels: Record<string, unknown>): Promise<{ code: number; text: string }> {
  const file = path.join(directory, "levels.json");
  fs.writeFileSync(file, JSON.stringify(levels));
  const pack = ["--policy-pack", path.join(repoRoot, "policies"), "--policy-pack-config", file];
  return pulumi("preview", "--config", `program=${program}`, ...pack);
}

/** Names of the resources that a rule reports at a level, by rule. */
function reported(text: string, level: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [, at, rule = "", name = ""] of text.matchAll(/\[(\w+)\].*?([a-z0-9-]+) {2}\(\S+: (.+)\)/g)) {
    if (at === level) found[rule] = [...new Set([...(found[rule] ?? []), name])].sort();
  }
  return found;
}

beforeAll(async () => {
  const progress = terminalProgress();
  const [engine, provider] = [await ensureEngine(progress), await ensureProvider(progress)];
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "policies-"));
  const [home, backendDir] = [path.join(directory, "home"), path.join(directory, "backend")];
  fs.cpSync(path.join(__dirname, "programs"), directory, { recursive: true });
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(directory, "node_modules"));
  // Exceptions apply to this project only.
  const project = {
    ...{ name: exceptionsProject, runtime: { name: "nodejs", options: { typescript: false } } },
    plugins: { providers: [{ name: "other", path: "./other" }] },
  };
  fs.writeFileSync(path.join(directory, "Pulumi.yaml"), stringify(project));
  fs.writeFileSync(path.join(directory, "package.json"), "{}");
  env = {
    ...pulumiEnvironment({ engine, home, backendDir, endpoint: "http://127.0.0.1:9" }),
    PULUMI_CONFIG_PASSPHRASE: "published",
  };
  installProvider({ ...provider, home });
  const created = await pulumi("stack", "init", "dev");
  if (created.code !== 0) throw new Error(created.text);
}, 900_000);

afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

test("a program that keeps the rules passes all of them", async () => {
  const { code, text } = await preview("good", {
    all: "mandatory",
    // This program has no API, no budget, and none of the platform's resources.
    "exceptions-current": "disabled",
    "required-alarms": { metrics: [] },
    "required-budgets": { required: false },
  });
  expect(text).toContain("sjc1990app");
  expect(reported(text, "mandatory")).toEqual({});
  expect(code).toBe(0);
}, 120_000);

/** The resources of `programs/bad.js` that each rule refuses. */
const refusals: Record<string, string[]> = {
  "active-tracing": ["old", "stage", "twin"],
  "alarm-actions": ["mute"],
  "api-access-logs": ["stage"],
  "api-throttling": ["stage"],
  "async-dead-letters": ["old", "queue"],
  "bucket-encryption": ["bare", "bucket"],
  "bucket-lifecycle": ["bare", "bucket"],
  "bucket-private": ["gap"],
  "bucket-public-access": ["bare"],
  "bucket-tls": ["bare", "bucket"],
  "cors-origins": ["cors"],
  "deletion-protection": ["bare", "bucket", "key", "table"],
  "delivery-dead-letters": ["clear", "nightly"],
  "encryption-at-rest": ["queue", "table", "topic"],
  "encryption-in-transit": ["clear"],
  "environment-secrets": ["old"],
  "estimated-cost": ["foreign"],
  "exceptions-current": ["sjc1990app-dev"],
  "function-log-group": ["old", "twin"],
  "function-own-role": ["old", "twin"],
  "function-runtime": ["old"],
  "function-url-auth": ["open-url"],
  "iam-no-wildcard": ["object", "open-url", "text", "unknown"],
  "key-rotation": ["key"],
  "log-retention": ["logs"],
  "message-tls": ["queue", "topic"],
  "parameter-secure": ["jwt"],
  "required-alarms": ["sjc1990app-dev", "table"],
  "required-budgets": ["sjc1990app-dev"],
  "required-tags": [
    "api",
    "bare",
    "bucket",
    "jwt",
    "key",
    "logs",
    "mute",
    "old",
    "queue",
    "shared",
    "stage",
    "table",
    "topic",
    "twin",
    "workflows",
  ],
  "route-authorizer": ["api"],
  "table-recovery": ["table"],
  "unchecked-resources": ["foreign"],
  "unused-resources": ["jwt", "key", "logs", "queue", "table", "twin"],
  "web-identity-trust": ["workflows"],
};

test("every rule refuses its resources of a program that breaks all rules", async () => {
  const { code, text } = await preview("bad", { all: "mandatory" });
  expect(code).not.toBe(0);
  expect(reported(text, "mandatory")).toEqual(refusals);
  expect(Object.keys(refusals).sort()).toEqual(
    packRules(exceptions)
      .map(({ name }) => name)
      .sort(),
  );
  for (const rule of Object.keys(refusals)) expect(text).toContain(`more: docs/policies.md#${rule}`);
  const policy = "aws:iam/rolePolicy:RolePolicy";
  expect(text).toContain(`${policy} "text": statement "Data" allows every dynamodb action`);
  expect(text).toContain(`${policy} "object": statement "Data" allows dynamodb:GetItem on every resource`);
  expect(text).toContain(`${policy} "unknown": the policy document in policy is not known at preview`);
  expect(text).toContain("fix: List the actions that the code calls.");
}, 120_000);

test("levels and parameters come from the configuration", async () => {
  const { code, text } = await preview("bad", {
    all: "disabled",
    "iam-no-wildcard": "advisory",
    "required-tags": { enforcementLevel: "advisory", keys: [] },
  });
  expect(reported(text, "advisory")).toEqual({ "iam-no-wildcard": refusals["iam-no-wildcard"] });
  expect(reported(text, "mandatory")).toEqual({});
  expect(code).toBe(0);
}, 120_000);

test("an unknown value is advice if the configuration says so", async () => {
  const { code, text } = await preview("bad", {
    all: "disabled",
    "iam-no-wildcard": { enforcementLevel: "mandatory", unknownAtPreview: "advise" },
  });
  expect(code).not.toBe(0);
  expect(reported(text, "mandatory")).toEqual({ "iam-no-wildcard": ["object", "open-url", "text"] });
  expect(reported(text, "advisory")).toEqual({ "iam-no-wildcard": ["unknown"] });
  expect(text.match(/why: A wildcard grants more/g)).toHaveLength(1);
}, 120_000);

test("a parameter of the wrong type stops the preview", async () => {
  const { code, text } = await preview("good", { "log-retention": { minimumDays: "three" } });
  expect(code).not.toBe(0);
  expect(text).toContain("log-retention: minimumDays: Invalid type. Expected: integer, given: string");
}, 120_000);
