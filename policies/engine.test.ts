import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine, pulumiEnvironment, runPulumi, type PulumiRun } from "../local/engine";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { ensureProvider, installProvider } from "../local/provider/build";
import { exceptions, exceptionsProject } from "./exceptions";
import { packRules } from "./rules";

/** The pack as the engine runs it: the real CLI and a preview, for which no cloud has to be there. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { Role } = require("@pulumi/aws/iam/role");
const { RolePolicy } = require("@pulumi/aws/iam/rolePolicy");
const table = "arn:aws:dynamodb:us-east-1:123456789012:table/users";
const allow = (Action, Resource) => ({ Version: "2012-10-17", Statement: [{ Sid: "Data", Effect: "Allow", Action, Resource }] });
const role = new Role("role", {
  assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }] },
});
const documents = {
  good: () => allow("dynamodb:GetItem", table),
  bad: () => JSON.stringify(allow("dynamodb:*", table)),
  object: () => allow("dynamodb:GetItem", "*"),
  unknown: () => pulumi.jsonStringify(allow("sts:AssumeRole", role.arn)),
};
new RolePolicy("policy", { role: role.name, policy: documents[new pulumi.Config().require("document")]() });
`;

let directory: string;
let env: NodeJS.ProcessEnv;

/** Runs the CLI in the folder of one of the programs. */
function pulumi(name: string, ...args: string[]): Promise<PulumiRun> {
  const cwd = path.join(directory, name);
  return runPulumi([...args, "--non-interactive"], { env, cwd, stdio: "capture" });
}

const pack = ["--policy-pack", path.join(repoRoot, "policies")];

/** Writes a configuration of the pack, and gives the arguments that name it. */
function levelsFile(levels: Record<string, unknown>): string[] {
  const file = path.join(directory, "levels.json");
  fs.writeFileSync(file, JSON.stringify(levels));
  return ["--policy-pack-config", file];
}

/** What every program here lacks, and what is not the matter of the tests with one document. */
const documentsOnly = { all: "disabled", "iam-no-wildcard": "mandatory" };

/** Previews the small program with one of its documents; the exit code and all that was printed. */
async function preview(
  document: string,
  levels: Record<string, unknown> = documentsOnly,
): Promise<{ code: number; text: string }> {
  const config = ["--config", `policy-test:document=${document}`];
  const run = await pulumi("small", "preview", ...config, ...pack, ...levelsFile(levels));
  return { code: run.code, text: run.stdout + run.stderr };
}

beforeAll(async () => {
  const progress = terminalProgress();
  const [engine, provider] = [await ensureEngine(progress), await ensureProvider(progress)];
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "policies-"));
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(directory, "node_modules"));
  const programs = {
    small: `name: policy-test\n`,
    // The project's own name, since exceptions are of that project.
    bad: `name: ${exceptionsProject}\n`,
  };
  for (const [name, head] of Object.entries(programs)) {
    const project = path.join(directory, name);
    fs.mkdirSync(project);
    fs.writeFileSync(path.join(project, "Pulumi.yaml"), `${head}runtime: nodejs\n`);
    fs.writeFileSync(path.join(project, "package.json"), "{}");
  }
  fs.writeFileSync(path.join(directory, "small", "index.js"), program);
  fs.copyFileSync(path.join(__dirname, "testing", "bad-program.js"), path.join(directory, "bad", "index.js"));
  const [home, backendDir] = [path.join(directory, "home"), path.join(directory, "backend")];
  env = {
    ...pulumiEnvironment({ engine, home, backendDir, endpoint: "http://127.0.0.1:9" }),
    PULUMI_CONFIG_PASSPHRASE: "published",
  };
  installProvider({ ...provider, home });
  for (const name of Object.keys(programs)) {
    const made = await pulumi(name, "stack", "init", "dev");
    if (made.code !== 0) throw new Error(made.stderr);
  }
}, 900_000);

afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

test("a stack that names everything is previewed", async () => {
  const { code, text } = await preview("good");
  expect(text).toContain("sjc1990app");
  expect({ code, text }).toMatchObject({ code: 0 });
}, 120_000);

test.each([
  ["as JSON text", "bad", 'statement "Data" allows every dynamodb action'],
  ["as an object", "object", 'statement "Data" allows dynamodb:GetItem on every resource'],
  ["that is not known yet", "unknown", "the policy document in policy is not known at preview"],
])(
  "a document %s is refused by name, with the remedy",
  async (_, document, what) => {
    const { code, text } = await preview(document);
    expect(code).not.toBe(0);
    expect(text).toContain("[mandatory]");
    expect(text).toContain(`aws:iam/rolePolicy:RolePolicy "policy": ${what}`);
    expect(text).toContain("fix: ");
  },
  120_000,
);

test("the level is a matter of configuration", async () => {
  const { code, text } = await preview("bad", { ...documentsOnly, "iam-no-wildcard": "advisory" });
  expect(text).toContain("[advisory]");
  expect(text).toContain("allows every dynamodb action");
  expect(code).toBe(0);
}, 120_000);

test.each([
  [
    "a rule that does not exist",
    { "iam-no-wildcards": "advisory" },
    'there is no rule "iam-no-wildcards"; did you mean "iam-no-wildcard"?',
  ],
  [
    "a parameter that does not exist",
    { "log-retention": { minimumDay: 3 } },
    'log-retention has no parameter "minimumDay"; did you mean "minimumDays"?',
  ],
  [
    "a value of another type",
    { "log-retention": { minimumDays: "three" } },
    "log-retention: minimumDays: Invalid type. Expected: integer, given: string",
  ],
  ["a level that does not exist", { "log-retention": "loud" }, '"loud" is not a valid enforcement level'],
])(
  "a configuration with %s is refused",
  async (_, levels, message) => {
    const { code, text } = await preview("good", levels);
    expect(code).not.toBe(0);
    expect(text).toContain(message);
  },
  120_000,
);

/** What each rule refuses of the program of bad resources. */
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
  "exceptions-current": ["sjc1990app-dev"],
  "function-log-group": ["old", "twin"],
  "function-own-role": ["old", "twin"],
  "function-runtime": ["old"],
  "function-url-auth": ["open-url"],
  "iam-no-wildcard": ["open-url", "wildcard"],
  "key-rotation": ["key"],
  "log-retention": ["logs"],
  "message-tls": ["queue", "topic"],
  "parameter-secure": ["jwt"],
  "required-alarms": ["sjc1990app-dev"],
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
  ],
  "route-authorizer": ["api"],
  "table-recovery": ["table"],
  "unused-resources": ["jwt", "key", "logs", "queue", "table", "twin"],
};

test("a program of bad resources is refused by every rule, each resource by its name", async () => {
  const { code, stdout, stderr } = await pulumi(
    "bad",
    "preview",
    ...pack,
    ...levelsFile({ all: "mandatory" }),
  );
  const text = stdout + stderr;
  expect(code).not.toBe(0);
  const found: Record<string, string[]> = {};
  for (const [, rule = "", name = ""] of text.matchAll(/\[mandatory\].*?([a-z0-9-]+) {2}\(\S+: (.+)\)/g)) {
    found[rule] = [...new Set([...(found[rule] ?? []), name])].sort();
    expect(text).toContain(`more: docs/policies.md#${rule}`);
  }
  expect(found).toEqual(refusals);
  expect(Object.keys(refusals).sort()).toEqual(
    packRules(exceptions)
      .map(({ name }) => name)
      .sort(),
  );
}, 120_000);
