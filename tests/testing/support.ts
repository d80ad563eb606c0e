import { randomBytes } from "node:crypto";
import * as fs from "node:fs";

import getPort from "get-port";

import { Cloud, emulatorDir } from "../../local/cloud";
import { stopEmulator } from "../../local/emulator";
import { policyPack } from "../../ops/policy-pack";
import { copyProgram } from "../../ops/program-copy";
import { silentProgress } from "../../common/progress";
import { openSnapshot, takeSnapshot } from "./snapshot";

export { edit } from "../../ops/program-copy";

/**
 * A new local cloud on a free port.
 * @param projectDir of the program; removed with the cloud.
 * @param checkpoints whether a run that is killed can be recovered.
 */
export async function openTestCloud(projectDir = copyProgram(), checkpoints = false): Promise<Cloud> {
  const port = await getPort({ host: "127.0.0.1" });
  return Cloud.open({ name: newName(), port, projectDir, checkpoints }, silentProgress);
}

/**
 * A new local cloud with the program up. The first one of each worker is deployed, which takes a quarter of a minute; the others
 * are copies of its snapshot, which takes a second.
 */
export async function openPlatform(): Promise<Cloud> {
  const copied = await openSnapshot(newName(), copyProgram);
  if (copied !== undefined) return copied;
  const cloud = await openTestCloud();
  await up(cloud);
  return takeSnapshot(cloud);
}

/** Unique, since a test file that fails may leave its cloud behind for the next one of the same process. */
function newName(): string {
  return `test-${String(process.pid)}-${randomBytes(4).toString("hex")}`;
}

/** Opens the same cloud again, as a user's next command does. */
export async function reopen(cloud: Cloud): Promise<Cloud> {
  const port = Number(new URL(cloud.endpoint).port);
  return Cloud.open({ name: cloud.name, port, projectDir: cloud.projectDir }, silentProgress);
}

/** Stops a test's cloud and removes its data and its program. */
export async function removeTestCloud(cloud: Cloud): Promise<void> {
  await stopEmulator({ dir: emulatorDir(cloud.name), progress: silentProgress });
  Cloud.remove(cloud.name);
  fs.rmSync(cloud.projectDir, { recursive: true, force: true });
}

/** A step of a preview, as `pulumi preview --json` prints it. */
export interface PreviewStep {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { kind: string }>;
}

/** Previews, and returns the steps that change something. */
export async function previewSteps(cloud: Cloud, args = policyPack()): Promise<PreviewStep[]> {
  const text = await cloud.pulumiOk(["preview", "--json", ...args]);
  const { steps } = JSON.parse(text.slice(text.indexOf("{"))) as { steps: PreviewStep[] };
  return steps.filter(({ op }) => op !== "same");
}

/** `pulumi up` with the policy pack. */
export async function up(cloud: Cloud): Promise<string> {
  return cloud.pulumiOk(["up", "--yes", "--skip-preview", ...policyPack()]);
}

/** Settings of an AWS client for the cloud, as root. */
export function clientConfig(cloud: Cloud) {
  return {
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}

/** How long a test waits for asynchronous work, ms. */
const PATIENCE = 30_000;

/** Waits for the result of asynchronous work. @throws Error when there is none in time. */
export async function eventually<T>(what: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await what();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`it did not happen within ${String(PATIENCE / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
