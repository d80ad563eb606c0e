import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { Cloud, emulatorDir } from "../local/cloud";
import { stopEmulator } from "../local/emulator";
import { repoRoot } from "../local/paths";
import { silentProgress } from "../local/progress";

/** What the program is made of; a copy of it can be changed without touching the checkout. */
const PROGRAM = [
  "Pulumi.yaml",
  "Pulumi.local.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "infra",
  "functions",
  "policies",
];

/** A copy of the program in a folder of its own, for tests that change it. */
export function copyProgram(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-program-"));
  for (const entry of PROGRAM)
    fs.cpSync(path.join(repoRoot, entry), path.join(dir, entry), { recursive: true });
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(dir, "node_modules"));
  return dir;
}

/** Changes one file of a copied program. Fails when the text to replace is not there. */
export function edit(projectDir: string, file: string, from: string | RegExp, to: string): void {
  const full = path.join(projectDir, file);
  const text = fs.readFileSync(full, "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  fs.writeFileSync(full, changed);
}

/** A port on 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

let instances = 0;

/** A clean local cloud of its own, on a free port, with a copy of the program. */
export async function openTestCloud(): Promise<Cloud> {
  const name = `test-${String(process.pid)}-${String(++instances)}`;
  return Cloud.open({ name, port: await freePort(), projectDir: copyProgram() }, silentProgress);
}

/** Opens the same cloud again, as the next command of a user would. */
export async function reopen(cloud: Cloud): Promise<Cloud> {
  const port = Number(new URL(cloud.endpoint).port);
  return Cloud.open({ name: cloud.name, port, projectDir: cloud.projectDir }, silentProgress);
}

/** Stops a test's cloud and removes all it left. */
export async function removeTestCloud(cloud: Cloud): Promise<void> {
  await stopEmulator({ dir: emulatorDir(cloud.name), progress: silentProgress });
  await Cloud.remove(cloud.name);
  fs.rmSync(cloud.projectDir, { recursive: true, force: true });
}

/** A step of a preview as `pulumi preview --json` tells it. */
export interface PreviewStep {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { kind: string }>;
}

/** Previews and gives the steps that change something. */
export async function previewSteps(cloud: Cloud): Promise<PreviewStep[]> {
  const text = await cloud.pulumiOk(["preview", "--json", "--policy-pack", "policies"]);
  const { steps } = JSON.parse(text.slice(text.indexOf("{"))) as { steps: PreviewStep[] };
  return steps.filter(({ op }) => op !== "same");
}

/** `up` with the policy pack on. */
export async function up(cloud: Cloud): Promise<string> {
  return cloud.pulumiOk(["up", "--yes", "--skip-preview", "--policy-pack", "policies"]);
}

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Calls the API with a JSON body. */
export async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

/** The codes that were sent to a number, oldest first. */
export async function sentCodes(cloud: Cloud, phoneNumber: string): Promise<string[]> {
  const url = `${cloud.endpoint}/_ministack/sns/sms-messages?phoneNumber=${encodeURIComponent(phoneNumber)}`;
  const text = await (await fetch(url)).text();
  return [...text.matchAll(/\b(\d{6})\b/g)].map(([, code = ""]) => code);
}

/** An AWS client's settings for the cloud, as root. */
export function clientConfig(cloud: Cloud) {
  return {
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}
