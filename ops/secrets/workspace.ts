import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { runPulumi, type PulumiRun } from "../../local/engine";
import { UserError } from "../../common/errors";
import { isAlive } from "../../common/processes";
import { passphraseOf } from "./passphrase";
import { stageOf } from "./stage-file";

/** Whose settings the CLI is to work on, and in which environment. */
export interface Target {
  /** Folder with Pulumi.yaml and the files of the stages. */
  projectDir: string;
  /** e.g. `dev`, or `<organisation>/dev`. */
  stack: string;
  /** Environment of the CLI: backend, credentials, passphrase. */
  env: NodeJS.ProcessEnv;
}

/** A setting as the CLI tells it. */
export interface ConfigValue {
  /** Absent for a secret that was not decrypted. */
  value?: string;
  secret: boolean;
}

/** A resource of a stack's state, as far as it is of interest here. */
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
  /** Whether a run was interrupted, so that there may be more. */
  pending: boolean;
}

/** Milliseconds to wait for a run of this machine that has the stack locked. */
const PATIENCE = 15_000;

/** A lock of a backend in files, as the CLI tells it. */
interface Lock {
  text: string;
  hostname: string;
  pid: number;
}

/** The locks for which the CLI refuses to work. */
function locksIn(said: string): Lock[] {
  if (!said.includes("the stack is currently locked")) return [];
  return [...said.matchAll(/created by \S*@(\S+) \(pid (\d+)\).*/g)].map(([text, hostname = "", pid]) => ({
    text,
    hostname,
    pid: Number(pid),
  }));
}

/** Exit codes of the CLI (sdk/go/common/util/cmdutil/exit.go). */
const EXIT = { authentication: 3, stackNotFound: 6, signal: 128 };

/**
 * A folder of its own where the CLI works on a copy of a stage's file: the file itself changes in one step, at the
 * end, or not at all. Of the project there is what leads to the
 * stack, and nothing else, so that half-written settings are not complained of.
 */
export class Workspace {
  private constructor(
    readonly dir: string,
    readonly target: Target,
    /** Of the CLI. */
    public env: NodeJS.ProcessEnv,
  ) {}

  /** On the backend of the target's environment. The stack need not be there. */
  static open(target: Target, text: string): Workspace {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-stage-"));
    const yaml = fs.readFileSync(path.join(target.projectDir, "Pulumi.yaml"), "utf8");
    const name = /^name: .*$/m.exec(yaml)?.[0] ?? "name: sjc1990app";
    const backend = /^backend:(?:\n +.*)+/m.exec(yaml)?.[0] ?? "";
    fs.writeFileSync(path.join(dir, "Pulumi.yaml"), `${name}\nruntime: nodejs\n${backend}\n`);
    const workspace = new Workspace(dir, target, { ...target.env, PULUMI_SKIP_UPDATE_CHECK: "true" });
    workspace.write(text);
    return workspace;
  }

  /** On a backend of its own that holds the stack and nothing else: to read a file wherever its stack may be. */
  static async scratch(target: Target): Promise<Workspace> {
    const { dir } = Workspace.open(target, "config: {}\n");
    const backend = path.join(dir, "backend");
    fs.mkdirSync(backend);
    const env = { ...target.env, PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const withPassphrase = { ...env, PULUMI_CONFIG_PASSPHRASE: "scratch" };
    const own = { ...target, stack: stageOf(target.stack) };
    await new Workspace(dir, own, withPassphrase).initialise("passphrase");
    return new Workspace(dir, own, env);
  }

  get #file(): string {
    return path.join(this.dir, `Pulumi.${stageOf(this.target.stack)}.yaml`);
  }

  /** The stage's file as it is now. */
  text(): string {
    return fs.readFileSync(this.#file, "utf8");
  }

  write(text: string): void {
    fs.writeFileSync(this.#file, text, { mode: 0o600 });
  }

  /** Makes the stack; its secrets are encrypted by this provider. */
  async initialise(secretsProvider: string): Promise<void> {
    await this.#ok([
      "stack",
      "init",
      this.target.stack,
      "--no-select",
      "--secrets-provider",
      secretsProvider,
    ]);
  }

  /**
   * Encrypts state and settings of a stack that is there by another provider. The CLI takes the passphrase of the
   * environment for the one before, and reads the one to come: from nothing it would read an empty one.
   */
  async changeSecretsProvider(secretsProvider: string): Promise<void> {
    const passphrase = secretsProvider === "passphrase" ? passphraseOf(this.env) : undefined;
    const args = ["stack", "change-secrets-provider", secretsProvider, ...this.#stack];
    await this.#ok(args, passphrase === undefined ? undefined : `${passphrase}\n`);
  }

  /** Sets a secret, which goes through a pipe: arguments can be seen by everybody on the machine. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.#ok(["config", "set", "--secret", key, ...this.#stack], value);
  }

  /** Sets a text. */
  async set(key: string, value: string): Promise<void> {
    await this.#ok(["config", "set", "--type", "string", ...this.#stack, key, "--", value]);
  }

  /** Sets a list of texts. @param before how many there were. */
  async setList(key: string, values: readonly string[], before: number): Promise<void> {
    for (const [index, value] of values.entries()) {
      const path = `${key}[${String(index)}]`;
      await this.#ok(["config", "set", "--path", "--type", "string", ...this.#stack, path, "--", value]);
    }
    for (let index = before - 1; index >= values.length; index--) {
      await this.#ok(["config", "rm", "--path", `${key}[${String(index)}]`, ...this.#stack]);
    }
  }

  /** All settings. @param secrets whether to decrypt those too. */
  async config(secrets: boolean): Promise<Record<string, ConfigValue>> {
    const text = await this.#ok(["config", "--json", ...(secrets ? ["--show-secrets"] : []), ...this.#stack]);
    return JSON.parse(text) as Record<string, ConfigValue>;
  }

  /** Where the stacks are, e.g. `s3://state` or `https://api.pulumi.com/…`. */
  async backend(): Promise<string> {
    return (JSON.parse(await this.#ok(["whoami", "--json"])) as { url: string }).url;
  }

  /** The state of the stack, or `undefined` when there is no such stack. @param secrets whether to decrypt them. */
  async export(secrets: boolean): Promise<StackExport | undefined> {
    const args = ["stack", "export", ...(secrets ? ["--show-secrets"] : []), ...this.#stack];
    const run = await this.#run(args);
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
    const all = ["--non-interactive", "--color=never", ...args];
    const options = { env: this.env, cwd: this.dir, stdio: "capture" as const };
    return runPulumi(all, input === undefined ? options : { ...options, input });
  }

  async #ok(args: readonly string[], input?: string): Promise<string> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const run = await this.#run(args, input);
      if (run.code === 0 || !(await this.#unlocked(run.stderr, deadline))) {
        this.#check(run);
        return run.stdout;
      }
    }
  }

  /**
   * Whether it is worth trying again what failed with this message, since the stack was locked and may be so no more: a
   * run of this machine has ended, or has been killed, which leaves the CLI that it had started to its end.
   */
  async #unlocked(said: string, deadline: number): Promise<boolean> {
    const locks = locksIn(said);
    if (locks.length === 0 || Date.now() > deadline) return false;
    if (locks.some(({ hostname }) => hostname !== os.hostname())) return false;
    if (locks.some(({ pid }) => isAlive(pid))) await delay(500);
    else this.#check(await this.#run(["cancel", "--yes", this.target.stack]));
    return true;
  }

  #check({ code, stderr }: PulumiRun): void {
    if (code === 0) return;
    if (code > EXIT.signal)
      throw new UserError("interrupted: the stage's file is as it was", "Run it again when you are ready.");
    const stage = stageOf(this.target.stack);
    const said = stderr.trim().replace(/^error: /gm, "");
    if (code === EXIT.authentication || /PULUMI_ACCESS_TOKEN must be set|pulumi login/.test(said)) {
      throw new UserError(
        "it is not known where the state of the stacks is",
        `Set PULUMI_BACKEND_URL, e.g. to s3://<bucket>?region=us-east-1&awssdk=v2, or sign in: pulumi login`,
      );
    }
    if (/incorrect passphrase|passphrase must be set/.test(said)) {
      const wrong = said.includes("incorrect");
      throw new UserError(
        `the secrets of the stage "${stage}" need their passphrase${wrong ? ", which is another one" : ""}`,
        "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.",
      );
    }
    const [lock] = locksIn(said);
    if (lock !== undefined) {
      throw new UserError(
        `another run works on the stack "${stage}": ${lock.text}`,
        `Wait until it has ended. If it was killed: pulumi cancel --stack ${this.target.stack}. Then run this again.`,
      );
    }
    throw new UserError(`the Pulumi CLI says: ${said}`, "Nothing was written. Mend that and run it again.");
  }
}
