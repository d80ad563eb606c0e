import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repoRoot } from "../../common/paths";
import { terminalProgress } from "../../common/progress";
import { type PulumiRun, ensureEngine, pulumiEnvironment, runPulumi } from "./index";

/** The real CLI, built or found as on any machine, with a program, a policy pack and a backend of their own. */
const program = `
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
class Box extends pulumi.ComponentResource {
  constructor(name: string) {
    super("tiny:index:Box", name);
    this.registerOutputs({});
  }
}
new Box("box");
if (config.getBoolean("fail")) throw new Error("the program says no");
if (config.getBoolean("leave")) process.exit(7);
export const greeting = config.require("greeting");
export const token = config.requireSecret("token");
export const where = pulumi.getStack();
`;

const pack = `
import * as pulumi from "@pulumi/pulumi";
import { PolicyPack } from "@pulumi/policy";
new PolicyPack("tiny-pack", {
  policies: [{
    name: "no-box",
    description: "No boxes.",
    enforcementLevel: "mandatory",
    validateResource: (resource, report) => {
      if (resource.type !== "tiny:index:Box") return;
      report(\`no \${resource.name} on \${pulumi.getStack()}, \${new pulumi.Config("tiny").get("greeting")}\`);
    },
  }],
});
`;

let directory: string;
let env: NodeJS.ProcessEnv;

function pulumi(...args: string[]): Promise<PulumiRun> {
  return runPulumi([...args, "--non-interactive"], { env, cwd: directory, stdio: "capture" });
}

async function succeeds(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await pulumi(...args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

function write(folder: string, files: Record<string, string>): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(folder, "node_modules"));
  fs.copyFileSync(path.join(repoRoot, "tsconfig.json"), path.join(folder, "tsconfig.json"));
}

beforeAll(async () => {
  const engine = await ensureEngine(terminalProgress());
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "engine #?%41-"));
  write(directory, {
    "Pulumi.yaml": "name: tiny\nruntime: { name: nodejs, options: { nodeargs: --stack-trace-limit=3 } }\n",
    "package.json": '{ "name": "tiny" }',
    "index.ts": program,
  });
  write(path.join(directory, "pack"), {
    "PulumiPolicy.yaml": "runtime: nodejs\nversion: 0.0.1\n",
    "package.json": '{ "name": "tiny-pack", "version": "0.0.1" }',
    "index.ts": pack,
  });
  const [home, backendDir] = [path.join(directory, "home"), path.join(directory, "back end")];
  env = { ...pulumiEnvironment({ engine, home, backendDir }), PULUMI_CONFIG_PASSPHRASE: "published" };
  await succeeds("stack", "init", "dev");
  await succeeds("config", "set", "greeting", "hello");
  await succeeds("config", "set", "--secret", "token", "s3cret");
}, 900_000);
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

test("preview, up, outputs with a secret, and a preview without changes", async () => {
  const preview = JSON.parse(await succeeds("preview", "--json")) as {
    changeSummary: Record<string, number>;
  };
  expect(preview.changeSummary).toEqual({ create: 2 });
  const up = await succeeds("up", "--yes", "--skip-preview");
  expect(up).toContain("2 created");
  expect(up).not.toContain("s3cret");
  const outputs = JSON.parse(await succeeds("stack", "output", "--json", "--show-secrets")) as unknown;
  expect(outputs).toEqual({ greeting: "hello", token: "s3cret", where: "dev" });
  expect(JSON.parse(await succeeds("stack", "output", "--json"))).toMatchObject({ token: "[secret]" });
  await succeeds("preview", "--expect-no-changes");
}, 180_000);

test("a policy pack in TypeScript rejects a resource, and knows the stack and its configuration", async () => {
  const { code, stdout } = await pulumi("preview", "--policy-pack", path.join(directory, "pack"));
  expect(code).not.toBe(0);
  expect(stdout).toContain("[mandatory]  no-box  (tiny:index:Box: box)");
  expect(stdout).toContain("no box on dev, hello");
}, 120_000);

test("an error of the program fails the preview and is shown once, with its location", async () => {
  const { code, stdout } = await pulumi("preview", "--config", "fail=true");
  expect(code).not.toBe(0);
  expect(stdout.match(/Error: the program says no/g)).toHaveLength(1);
  expect(stdout).toMatch(/index\.ts.*:11:/);
  expect(stdout).not.toContain("exit code");
}, 120_000);

test("a program that calls process.exit fails the preview with its exit code", async () => {
  const { code, stdout } = await pulumi("preview", "--config", "fail=false", "--config", "leave=true");
  expect(code).not.toBe(0);
  expect(stdout).toContain("Program exited with non-zero exit code: 7");
}, 120_000);
