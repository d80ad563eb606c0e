import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine, pulumiEnvironment, runPulumi, type PulumiRun } from "../local/engine";
import { repoRoot } from "../local/paths";
import { terminalProgress } from "../local/progress";
import { ensureProvider, installProvider } from "../local/provider/build";

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

function pulumi(...args: string[]): Promise<PulumiRun> {
  return runPulumi([...args, "--non-interactive"], { env, cwd: directory, stdio: "capture" });
}

/** Previews the program with one of its documents; the exit code and all that was printed. */
async function preview(
  document: string,
  levels?: Record<string, string>,
): Promise<{ code: number; text: string }> {
  const config = path.join(directory, "levels.json");
  fs.writeFileSync(config, JSON.stringify(levels ?? {}));
  const args = [
    "--config",
    `policy-test:document=${document}`,
    "--policy-pack",
    path.join(repoRoot, "policies"),
  ];
  const run = await pulumi("preview", ...args, ...(levels ? ["--policy-pack-config", config] : []));
  return { code: run.code, text: run.stdout + run.stderr };
}

beforeAll(async () => {
  const progress = terminalProgress();
  const [engine, provider] = [await ensureEngine(progress), await ensureProvider(progress)];
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "policies-"));
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(directory, "node_modules"));
  fs.writeFileSync(path.join(directory, "Pulumi.yaml"), "name: policy-test\nruntime: nodejs\n");
  fs.writeFileSync(path.join(directory, "package.json"), "{}");
  fs.writeFileSync(path.join(directory, "index.js"), program);
  const [home, backendDir] = [path.join(directory, "home"), path.join(directory, "backend")];
  env = {
    ...pulumiEnvironment({ engine, home, backendDir, endpoint: "http://127.0.0.1:9" }),
    PULUMI_CONFIG_PASSPHRASE: "published",
  };
  installProvider({ ...provider, home });
  const made = await pulumi("stack", "init", "dev");
  if (made.code !== 0) throw new Error(made.stderr);
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
  const { code, text } = await preview("bad", { all: "mandatory", "iam-no-wildcard": "advisory" });
  expect(text).toContain("[advisory]");
  expect(text).toContain("allows every dynamodb action");
  expect(code).toBe(0);
}, 120_000);
