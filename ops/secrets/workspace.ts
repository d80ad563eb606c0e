import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { parse, stringify } from "yaml";

import { UserError } from "../../common/errors";
import { isAlive } from "../../common/processes";
import { defined } from "../../functions/shared/defined";
import { runPulumi, type PulumiRun } from "../../local/engine";
import { locksIn } from "../stages/stack-lock";
import { passphraseOf, SET_PASSPHRASE } from "./passphrase";
import { stageOf } from "./stage-file";

/** The stack to work on, and the environment of the CLI. */
export interface Target {
  /** Folder with Pulumi.yaml and the stage files. */
  projectDir: string;
  /** e.g. `dev`, or `<organization>/dev`. */
  stack: string;
  /** Environment of the CLI: backend, credentials, passphrase. */
  env: NodeJS.ProcessEnv;
}

/** A resource of a stack's state, as far as it is needed here. */
export interface StateResource {
  type: string;
  /** False for components. */
  custom?: boolean;
  inputs?: Record<string, unknown>;
  /** ISO 8601. */
  modified?: string;
}

/** The state of a stack. */
export interface StackExport {
  resources: StateResource[];
  /** Whether an interrupted run may have left more resources. */
  pending: boolean;
}

/** How long to wait for another run on this machine that holds the stack's lock, ms. */
const LOCK_PATIENCE = 15_000;

/** Exit codes of the CLI (sdk/go/common/util/cmdutil/exit.go). */
const EXIT = { authentication: 3, stackNotFound: 6, signal: 128 };

/**
 * A temporary folder where the CLI encrypts secrets, so that the stage file itself changes in one step, at the end, or
 * not at all. It holds the name and the backend of the project only.
 *
 * The Automation API does not fit here: `setConfig` and `setAllConfig` pass values as arguments, which every process of
 * the machine can read; `exportStack` always decrypts; `createStack` selects the stack in the user's own settings; and
 * its errors lose the exit code, which tells a missing stack from a missing login.
 */
export class Workspace {
  private constructor(
    private readonly dir: string,
    private readonly target: Target,
    /** Environment of the CLI. */
    public env: NodeJS.ProcessEnv,
  ) {}

  /** Opens a workspace on the backend of the target. The stack need not exist. @param text the stage file to start from. */
  static open(target: Target, text = "config: {}\n"): Workspace {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-stage-"));
    const project = parse(fs.readFileSync(path.join(target.projectDir, "Pulumi.yaml"), "utf8")) as {
      name: string;
      backend?: object;
    };
    const { name, backend } = project;
    const own = stringify(defined({ name, runtime: "nodejs", backend }));
    fs.writeFileSync(path.join(dir, "Pulumi.yaml"), own);
    const workspace = new Workspace(dir, target, { ...target.env, PULUMI_SKIP_UPDATE_CHECK: "true" });
    fs.writeFileSync(workspace.#file, text, { mode: 0o600 });
    return workspace;
  }

  get #file(): string {
    return path.join(this.dir, `Pulumi.${stageOf(this.target.stack)}.yaml`);
  }

  /** The stage file as the CLI has written it. */
  text(): string {
    return fs.readFileSync(this.#file, "utf8");
  }

  /** Creates the stack. This provider encrypts its secrets. */
  async createStack(secretsProvider: string): Promise<void> {
    const args = ["stack", "init", this.target.stack, "--no-select", "--secrets-provider", secretsProvider];
    await this.#ok(args);
  }

  /**
   * Encrypts state and settings of an existing stack with another provider. The CLI takes the old passphrase from the
   * environment, and reads the new one from stdin.
   */
  async changeSecretsProvider(secretsProvider: string): Promise<void> {
    const passphrase = secretsProvider === "passphrase" ? passphraseOf(this.env) : undefined;
    const args = ["stack", "change-secrets-provider", secretsProvider, ...this.#stack];
    await this.#ok(args, passphrase === undefined ? undefined : `${passphrase}\n`);
  }

  /** Encrypts a setting. The value goes through stdin: other processes can read arguments. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.#ok(["config", "set", "--secret", key, ...this.#stack], value);
  }

  /** A setting, decrypted. */
  async get(key: string): Promise<string> {
    return (await this.#ok(["config", "get", key, ...this.#stack])).trimEnd();
  }

  /** Where the stacks are, e.g. `s3://state` or `https://api.pulumi.com/…`. */
  async backend(): Promise<string> {
    return (JSON.parse(await this.#ok(["whoami", "--json"])) as { url: string }).url;
  }

  /** The state of the stack; `undefined` when the stack does not exist. @param secrets whether to decrypt secrets. */
  async export(secrets: boolean): Promise<StackExport | undefined> {
    const run = await this.#run(["stack", "export", ...(secrets ? ["--show-secrets"] : []), ...this.#stack]);
    if (run.code === EXIT.stackNotFound) return undefined;
    this.#check(run);
    const { deployment } = JSON.parse(run.stdout) as {
      deployment?: { resources?: StateResource[]; pending_operations?: unknown[] };
    };
    return {
      resources: deployment?.resources ?? [],
      pending: (deployment?.pending_operations ?? []).length > 0,
    };
  }

  /** Removes the folder. */
  dispose(): void {
    fs.rmSync(this.dir, { recursive: true, force: true });
  }

  get #stack(): string[] {
    return ["--stack", this.target.stack];
  }

  #run(args: readonly string[], input?: string): Promise<PulumiRun> {
    const options = { env: this.env, cwd: this.dir, stdio: "capture" as const };
    return runPulumi(
      ["--non-interactive", "--color=never", ...args],
      input === undefined ? options : { ...options, input },
    );
  }

  async #ok(args: readonly string[], input?: string): Promise<string> {
    const deadline = Date.now() + LOCK_PATIENCE;
    for (;;) {
      const run = await this.#run(args, input);
      if (run.code === 0 || !(await this.#unlocked(run.stderr, deadline))) {
        this.#check(run);
        return run.stdout;
      }
    }
  }

  /**
   * Whether to retry a command that a lock has stopped: waits while the lock's process runs on this machine, and
   * removes the lock when that process is gone. A killed `stack:init` leaves both.
   */
  async #unlocked(stderr: string, deadline: number): Promise<boolean> {
    const locks = locksIn(stderr);
    if (locks.length === 0 || Date.now() > deadline) return false;
    if (locks.some(({ hostname }) => hostname !== os.hostname())) return false;
    if (locks.some(({ pid }) => isAlive(pid))) await delay(500);
    else this.#check(await this.#run(["cancel", "--yes", this.target.stack]));
    return true;
  }

  /** @throws UserError when the run has failed. */
  #check({ code, stderr }: PulumiRun): void {
    if (code === 0) return;
    if (code > EXIT.signal)
      throw new UserError("interrupted: the stage file is unchanged", "Run the command again.");
    const stage = stageOf(this.target.stack);
    const message = stderr.trim().replace(/^error: /gm, "");
    if (code === EXIT.authentication || /PULUMI_ACCESS_TOKEN must be set|pulumi login/.test(message)) {
      throw new UserError(
        "no Pulumi backend is configured",
        "Set PULUMI_BACKEND_URL, e.g. to s3://<bucket>?region=us-east-1&awssdk=v2, or sign in: pulumi login",
      );
    }
    if (/incorrect passphrase|passphrase must be set/.test(message)) {
      throw new UserError(
        message.includes("incorrect")
          ? `incorrect passphrase for the stage "${stage}"`
          : `the stage "${stage}" needs its passphrase`,
        SET_PASSPHRASE,
      );
    }
    const [lock] = locksIn(message);
    if (lock !== undefined) {
      throw new UserError(
        `the stack "${stage}" is locked by another run: ${lock.text}`,
        `Wait until it has ended. If it was killed: pulumi cancel --stack ${this.target.stack}. Then run this again.`,
      );
    }
    throw new UserError(
      `the Pulumi CLI failed: ${message}`,
      "Nothing was written. Fix the cause and run this again.",
    );
  }
}
