import * as fs from "node:fs";
import * as path from "node:path";

import { ensureRuntimeNode, startEmulator, type RunningEmulator } from "./emulator";
import { processesNaming } from "./emulator/process";
import {
  ensureEngine,
  pulumiEnvironment,
  runPulumi,
  type Engine,
  type PulumiRun,
  type PulumiStdio,
} from "./engine";
import { UserError } from "../common/errors";
import { createOwned, removeOwned } from "../common/owned";
import { repoRoot, stateDir } from "../common/paths";
import type { Progress } from "../common/progress";
import { ensureProvider, installProvider } from "./provider/build";
import { CREATIONS_VARIABLE } from "./provider/server/creations";
import { StackState } from "./stack-state";

/** The passphrase of the stack `local`. It is public: the stack's secrets are throw-away values. */
export const LOCAL_PASSPHRASE = "local";

/** The stack of the local cloud. */
export const LOCAL_STACK = "local";

/** Port of the default instance. `SJC1990APP_PORT` chooses another. */
export const DEFAULT_PORT = 4566;

/** Which local cloud: its name, its port, and the project whose stack lives on it. */
export interface CloudArgs {
  /** Name of the instance, a folder of the state directory. Default: `local`. */
  name?: string;
  /** Port on 127.0.0.1. Default: `SJC1990APP_PORT` or 4566. */
  port?: number;
  /** Stack. Default: `local`. */
  stack?: string;
  /** Folder that holds Pulumi.yaml. Default: this checkout. */
  projectDir?: string;
  /** The project's name in that Pulumi.yaml. Default: `sjc1990app`. */
  project?: string;
  /**
   * Whether the engine saves the state after each resource, so that a run that is killed can be recovered. Default: true.
   * Without it, a deployment of the platform takes half the time: for clouds that nobody keeps.
   */
  checkpoints?: boolean;
}

/** Pulumi saves the state at the end of a run only: https://github.com/pulumi/pulumi/issues/10668 */
const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** The folder of an instance. */
export function instanceDir(name: string): string {
  return path.join(stateDir, name);
}

/** The emulator's folder in an instance. */
export function emulatorDir(name: string): string {
  return path.join(instanceDir(name), "emulator");
}

/**
 * The port that the user chose, or the default one.
 * @throws UserError when `SJC1990APP_PORT` is not a port number.
 */
export function chosenPort(): number {
  const text = process.env["SJC1990APP_PORT"];
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new UserError(
    `SJC1990APP_PORT is "${text}"`,
    "Set it to a port between 1 and 65535, e.g. SJC1990APP_PORT=4567.",
  );
}

/** A local cloud: emulator, engine, provider and stack. */
export class Cloud {
  private constructor(
    readonly name: string,
    readonly stack: string,
    readonly projectDir: string,
    readonly engine: Engine,
    readonly env: NodeJS.ProcessEnv,
    readonly emulator: RunningEmulator | undefined,
    readonly state: StackState,
  ) {}

  /**
   * Installs what is missing (engine, emulator, provider), starts the emulator and creates the stack. Quick when it was
   * done before.
   * @throws UserError when something is missing that only the user can install, or the port is taken.
   */
  static async open(args: CloudArgs, progress: Progress): Promise<Cloud> {
    return Cloud.#open(args, progress, true);
  }

  /** As {@link Cloud.open}, but leaves the emulator as it is: for commands that only read the stack. */
  static async openStack(args: CloudArgs, progress: Progress): Promise<Cloud> {
    return Cloud.#open(args, progress, false);
  }

  static async #open(args: CloudArgs, progress: Progress, withEmulator: boolean): Promise<Cloud> {
    const { name = LOCAL_STACK, port = chosenPort(), stack = LOCAL_STACK, projectDir = repoRoot } = args;
    const dir = instanceDir(name);
    createOwned(dir);
    const home = path.join(dir, "pulumi-home");
    const backendDir = path.join(dir, "backend");
    // First: the emulator needs it, too.
    const node = await ensureRuntimeNode(progress);
    const [engine, , emulator] = await Promise.all([
      ensureEngine(progress),
      ensureProvider(progress).then((provider) => installProvider({ ...provider, home })),
      withEmulator ? startEmulator({ dir: emulatorDir(name), port, progress }) : undefined,
    ]);
    const endpoint = emulator?.endpoint ?? `http://127.0.0.1:${String(port)}`;
    const env = {
      ...pulumiEnvironment({ engine, node, home, backendDir, endpoint }),
      PULUMI_CONFIG_PASSPHRASE: LOCAL_PASSPHRASE,
      PULUMI_STACK: stack,
      ...(args.checkpoints === false && WITHOUT_CHECKPOINTS),
      [CREATIONS_VARIABLE]: path.join(dir, "creations"),
    };
    const state = new StackState(backendDir, stack, args.project);
    const cloud = new Cloud(name, stack, projectDir, engine, env, emulator, state);
    if (!state.exists()) await cloud.#createStack();
    if (state.runningProcess() === undefined && state.restoreBackup())
      progress.warn("The last run was killed while it wrote its state: the backup before that is used.");
    cloud.#noteLoss();
    return cloud;
  }

  /** Records a loss until it is repaired, whichever command starts the emulator first. */
  #noteLoss(): void {
    const { emulator } = this;
    if (emulator === undefined || (emulator.previous !== "lost" && emulator.previous !== "fresh")) return;
    if (this.state.hasResources())
      fs.writeFileSync(this.#lossFile, JSON.stringify({ savedAt: emulator.savedAt }));
  }

  get #lossFile(): string {
    return path.join(instanceDir(this.name), "unrepaired-loss.json");
  }

  /** Set while the emulator has lost data and no run has repaired that yet. */
  unrepairedLoss(): { savedAt?: string } | undefined {
    if (!fs.existsSync(this.#lossFile)) return undefined;
    return JSON.parse(fs.readFileSync(this.#lossFile, "utf8")) as { savedAt?: string };
  }

  /** The loss is repaired. */
  forgetLoss(): void {
    fs.rmSync(this.#lossFile, { force: true });
  }

  /** Processes of this cloud's provider: during a run, and for a moment after one was killed. */
  providerProcesses(): number[] {
    return processesNaming(path.join(instanceDir(this.name), "pulumi-home", "plugins"));
  }

  async #createStack(): Promise<void> {
    const { code, stderr } = await this.pulumi(["stack", "init", this.stack, "--non-interactive"], "capture");
    if (code !== 0)
      throw new UserError(
        `the stack ${this.stack} could not be created: ${stderr.trim()}`,
        "Run `npm run reset`.",
      );
  }

  /** Where the provider records creations that are under way. */
  get creations(): string {
    return path.join(instanceDir(this.name), "creations");
  }

  /** Where the emulator answers. */
  get endpoint(): string {
    const endpoint = this.env["AWS_ENDPOINT_URL"];
    if (endpoint === undefined) throw new Error("a local cloud has an endpoint");
    return endpoint;
  }

  /** Runs the Pulumi CLI in this cloud's environment. */
  async pulumi(args: string[], stdio: PulumiStdio): Promise<PulumiRun> {
    return runPulumi(args, { env: this.env, cwd: this.projectDir, stdio });
  }

  /** As {@link pulumi}, but a failure is an error. The output is captured. */
  async pulumiOk(args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.pulumi(args, "capture");
    if (code !== 0)
      throw new UserError(
        `pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`.trim(),
        "Fix what it reports and run the same command again.",
      );
    return stdout;
  }

  /** The stack's outputs. Secret ones are masked. */
  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.pulumiOk(["stack", "output", "--json"])) as Record<string, unknown>;
  }

  /**
   * Removes the stack's state and the emulator's data. The emulator must be stopped.
   * @throws UserError when the folder was not created by {@link Cloud.open}.
   */
  static remove(name: string): void {
    removeOwned(instanceDir(name));
  }
}
