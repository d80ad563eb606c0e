import { randomBytes } from "node:crypto";
import * as fs from "node:fs";

import getPort from "get-port";

import { Cloud, emulatorDir } from "../../local/cloud";
import { stopEmulator } from "../../local/emulator";
import { policyPack } from "../../ops/policy-pack";
import { copyProgram } from "../../ops/program-copy";
import { silentProgress } from "../../common/progress";
import { seen } from "./private-data";
import { openSnapshot, takeSnapshot } from "./snapshot";

export { edit } from "../../ops/program-copy";

/** A clean local cloud of its own, on a free port, with a copy of the program. */
export async function openTestCloud(): Promise<Cloud> {
  return Cloud.open(
    { name: newName(), port: await getPort({ host: "127.0.0.1" }), projectDir: copyProgram() },
    silentProgress,
  );
}

/**
 * A clean local cloud of its own with the program up. The first one of a run of the tests is brought up, which takes
 * half a minute; the others are made of a snapshot of it, which takes a second.
 */
export async function openPlatform(): Promise<Cloud> {
  const copied = await openSnapshot(newName(), copyProgram);
  if (copied !== undefined) return copied;
  const cloud = await openTestCloud();
  await up(cloud);
  return takeSnapshot(cloud);
}

/** What a test file that fails leaves behind must not be in the way of the next, which runs in the same process. */
function newName(): string {
  return `test-${String(process.pid)}-${randomBytes(4).toString("hex")}`;
}

/** Opens the same cloud again, as the next command of a user would. */
export async function reopen(cloud: Cloud): Promise<Cloud> {
  const port = Number(new URL(cloud.endpoint).port);
  return Cloud.open({ name: cloud.name, port, projectDir: cloud.projectDir }, silentProgress);
}

/** Stops a test's cloud and removes all it left. */
export async function removeTestCloud(cloud: Cloud): Promise<void> {
  await stopEmulator({ dir: emulatorDir(cloud.name), progress: silentProgress });
  Cloud.remove(cloud.name);
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
  const text = await cloud.pulumiOk(["preview", "--json", ...policyPack()]);
  const { steps } = JSON.parse(text.slice(text.indexOf("{"))) as { steps: PreviewStep[] };
  return steps.filter(({ op }) => op !== "same");
}

/** `up` with the policy pack on. */
export async function up(cloud: Cloud): Promise<string> {
  return cloud.pulumiOk(["up", "--yes", "--skip-preview", ...policyPack()]);
}

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Calls the API with a JSON body. What is private in it, and in the answer, is noted for the search of the logs. */
export async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  seen.noteHeaders(headers);
  seen.noteBody(body);
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  seen.noteBody(answer);
  return { status: response.status, headers: response.headers, body: answer };
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

/** Milliseconds until what is done behind the API must have happened. */
const BEHIND = 30_000;

/** What comes about behind the API, as soon as it is there. @throws Error when it does not come. */
export async function eventually<T>(what: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + BEHIND;
  for (;;) {
    const found = await what();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
