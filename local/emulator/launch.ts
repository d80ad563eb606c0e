import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { askHealth, isPortFree } from "./health";
import type { Installation } from "./install";
import type { Instance, InstanceRecord } from "./instance";
import { processIdentity, sendSignal, waitUntil } from "./process";

const startScript = path.join(__dirname, "start.py");

/** How long the emulator may take to answer, in ms. It takes half a second; a busy machine several. */
const startTimeoutMs = 60_000;

/** Log lines about saved state that cannot be read. The emulator would start without it and overwrite it when it stops. */
const unreadableState =
  /Persistence: failed to load (\w+)|Failed to restore persisted state for (\w+)|: (\w+) state is format/g;

/**
 * The emulator's whole environment. Its Lambda workers inherit it, so it has none of the user's variables, and none that
 * a function's libraries read (such as `LOG_LEVEL`).
 */
export function emulatorEnvironment(instance: Instance, port: number): Record<string, string> {
  return {
    // Workers are started as `node`; the rest of PATH is for what a function may call.
    PATH: [instance.bin, "/usr/bin", "/bin"].join(path.delimiter),
    HOME: instance.home,
    TMPDIR: instance.tmp,
    LANG: "C.UTF-8",
    TZ: "UTC",
    AUTH: "true",
    PERSIST_STATE: "1",
    STATE_DIR: instance.state,
    S3_PERSIST: "1",
    S3_DATA_DIR: instance.s3,
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: "us-east-1",
    // Listeners on further ports, and a container engine, which nothing here needs.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    DOCKER_HOST: `unix://${path.join(instance.home, "no-docker.sock")}`,
    LAMBDA_EXECUTOR: "local",
  };
}

/** A hash of everything that an emulator is started with. Differs when an older checkout started it. */
export function fingerprintOf(instance: Instance, port: number, installation: Installation): string {
  const script = fs.readFileSync(startScript, "utf8");
  const parts = [installation.python, installation.node, script, emulatorEnvironment(instance, port)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}

/**
 * Starts the emulator detached from this process and its terminal, and waits until it answers.
 * @throws UserError when the port is taken, the emulator ends or hangs, or its saved state cannot be read (which is
 * then left as it was).
 */
export async function launch(
  instance: Instance,
  port: number,
  installation: Installation,
): Promise<InstanceRecord> {
  refuseAncestorModules(instance.tmp);
  // An emulator that was just killed may still hold it.
  if (!(await waitUntil(() => isPortFree(port), portPatienceMs))) throw await portTaken(port);
  const last = instance.readRecord();
  prepareFolders(instance, installation);

  const log = fs.openSync(instance.log, "a");
  const startedAt = new Date().toISOString();
  // Isolated (-I): ignores Python settings and modules in the working directory.
  const child = spawn(installation.python, ["-I", "-u", "-X", "utf8", startScript], {
    cwd: instance.home,
    env: emulatorEnvironment(instance, port),
    stdio: ["ignore", log, log],
    detached: true, // A process group of its own: Ctrl-C at the terminal does not reach it.
  });
  fs.closeSync(log);
  child.unref();
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended = signal ?? `exit code ${code}`));

  const record = noteProcess(instance, child.pid, { port, startedAt, installation });
  try {
    await waitUntil(async () => ended !== undefined || (await askHealth(port)) !== undefined, startTimeoutMs);
    if (ended === undefined && record !== undefined && (await askHealth(port)) !== undefined) {
      refuseUnreadableState(instance);
      return record;
    }
    if (instance.readLog(0).includes("is already in use")) throw await portTaken(port);
    throw new UserError(
      `The local AWS emulator ${ended === undefined ? `did not answer within ${startTimeoutMs / 1000} s` : `ended while it started (${ended})`}. ` +
        `The end of its log:\n${instance.lastLogLines(15)}`,
      `The whole log: ${instance.log}`,
    );
  } catch (error) {
    if (child.pid !== undefined && ended === undefined) sendSignal(child.pid, "SIGKILL");
    // The port and the folder are free only when it has ended.
    await waitUntil(() => ended !== undefined, 5_000);
    fs.rmSync(instance.tmp, { recursive: true, force: true });
    instance.writeRecord(last);
    throw error;
  }
}

/** Written at once, so that the emulator can be stopped if this process ends while it waits. */
function noteProcess(
  instance: Instance,
  pid: number | undefined,
  { port, startedAt, installation }: { port: number; startedAt: string; installation: Installation },
): InstanceRecord | undefined {
  const identity = pid === undefined ? undefined : processIdentity(pid);
  if (pid === undefined || identity === undefined) return undefined;
  const record = { pid, identity, port, startedAt, fingerprint: fingerprintOf(instance, port, installation) };
  instance.writeRecord(record);
  return record;
}

function prepareFolders(instance: Instance, installation: Installation): void {
  fs.rmSync(instance.tmp, { recursive: true, force: true });
  for (const folder of [instance.state, instance.s3, instance.tmp, instance.home, instance.bin]) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const node = path.join(instance.bin, "node");
  fs.rmSync(node, { force: true });
  fs.symlinkSync(installation.node, node);
  if (fs.existsSync(instance.log)) fs.renameSync(instance.log, instance.previousLog);
}

/** With a `node_modules` above the workers' code, functions would find packages that they do not have on AWS. */
function refuseAncestorModules(dir: string): void {
  for (let folder = path.dirname(dir); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const modules = path.join(folder, "node_modules");
    if (!fs.existsSync(modules)) continue;
    throw new UserError(
      `${modules} lies above the local cloud's data, so that local Lambda functions would find packages there that they do not have on AWS.`,
      "Remove it, or keep the local cloud's data elsewhere: SJC1990APP_STATE_DIR=/var/tmp/sjc1990app npm start",
    );
  }
}

function refuseUnreadableState(instance: Instance): void {
  const services = [...instance.readLog(0).matchAll(unreadableState)].map(
    (match) => match[1] ?? match[2] ?? match[3],
  );
  if (services.length === 0) return;
  throw new UserError(
    `The local AWS emulator could not read what it had saved of: ${[...new Set(services)].join(", ")}.`,
    `Its files are left as they were in ${instance.state} (log: ${instance.log}).\nTo start again without them: npm run reset`,
  );
}

/** Milliseconds that a port may take to become free. */
const portPatienceMs = 1_000;

async function portTaken(port: number): Promise<UserError> {
  const emulator = await askHealth(port);
  const other = port === 4567 ? 4568 : 4567;
  return new UserError(
    emulator === undefined
      ? `Port ${port} of 127.0.0.1 is in use by another program.`
      : `Port ${port} of 127.0.0.1 is in use by another local AWS emulator, perhaps that of another checkout.`,
    `Choose another port: SJC1990APP_PORT=${other} npm start\nor end what uses ${port}` +
      (emulator === undefined ? "." : " (`npm run stop` in that checkout)."),
  );
}
