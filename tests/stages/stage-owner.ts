import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import { silentProgress } from "../../common/progress";
import { pulumiEnvironment, runPulumi, type Engine } from "../../local/engine";
import { COMMAND_VARIABLE } from "../../local/engine/environment";
import { initStage, type InitArgs } from "../../ops/secrets/init";
import { SECRET_SETTINGS, type JwtSecrets } from "../../ops/secrets/keys";
import { rotate, type RotateArgs } from "../../ops/secrets/rotate";
import { StageFile } from "../../ops/secrets/stage-file";
import type { Target } from "../../ops/secrets/workspace";

/** The file of a stage that is not set up: settings of prod, example addresses, placeholders. */
export const fixture = stageFixture();

/** The owner's answers. */
export const given = {
  account: "234567890123",
  region: "ap-east-1",
  senderId: "SJC1990",
  adminPhones: ["+85291234567"],
  emailFrom: "no-reply@sjc.hk",
  alertEmails: ["ops@sjc.hk", "second@sjc.hk"],
};

function stageFixture(): string {
  const file = StageFile.read(repoRoot, "prod");
  file.set("aws:region", "us-east-1");
  file.set("aws:allowedAccountIds", ["444455556666"]);
  file.set("sjc1990app:emailFrom", "no-reply@sjc1990app.example.org");
  file.set("sjc1990app:alertEmails", ["on-call@sjc1990app.example.org"]);
  file.set("sjc1990app:corsOrigins", ["https://sjc1990app.example.org"]);
  const secrets = SECRET_SETTINGS.map((name) => `  sjc1990app:${name}:\n    secure: v1:x:${name}\n`);
  file.takeSecrets(`config:\n${secrets.join("")}encryptionsalt: v1:dJyyyqhtjys=:v1:x:y\n`);
  const comment = "  # Placeholders, which nobody can decrypt.\n";
  return file.toString().replace("  sjc1990app:smsSenderId:\n", (line) => `${comment}${line}`);
}

/** The owner of the stage prod: a checkout with its file, a backend and a passphrase. */
export class Owner {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-owner-"));
  readonly projectDir = path.join(this.root, "project");
  readonly env: NodeJS.ProcessEnv;

  constructor(private readonly engine: Engine) {
    fs.mkdirSync(this.projectDir);
    for (const file of ["Pulumi.yaml", "Pulumi.local.yaml"])
      fs.copyFileSync(path.join(repoRoot, file), path.join(this.projectDir, file));
    this.file = fixture;
    const [home, backendDir] = [path.join(this.root, "home"), path.join(this.root, "backend")];
    const env = pulumiEnvironment({ engine, home, backendDir });
    this.env = { ...env, PULUMI_CONFIG_PASSPHRASE: "a passphrase of the owner" };
  }

  /** Another owner with the same file and the same stacks. */
  copy(): Owner {
    const copy = new Owner(this.engine);
    for (const folder of ["project", "home", "backend"])
      fs.cpSync(path.join(this.root, folder), path.join(copy.root, folder), { recursive: true });
    return copy;
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  get target(): Target {
    return { projectDir: this.projectDir, stack: "prod", env: this.env };
  }

  /** The text of the stage file. */
  get file(): string {
    return fs.readFileSync(path.join(this.projectDir, "Pulumi.prod.yaml"), "utf8");
  }
  set file(text: string) {
    fs.writeFileSync(path.join(this.projectDir, "Pulumi.prod.yaml"), text);
  }

  /** Names of all files of the checkout. */
  files(): string[] {
    return fs.readdirSync(this.projectDir).sort();
  }

  /** `npm run stack:init -- --stack prod` with all answers. */
  init(over: Partial<InitArgs> = {}): Promise<string[]> {
    return initStage({
      ...{ target: this.target, given, secretsProvider: "passphrase", yes: true, dryRun: false },
      ...{ discardSecrets: false, prompt: undefined, progress: silentProgress, now: new Date() },
      ...over,
    });
  }

  /** `npm run rotate -- --stack prod`. */
  change(over: Partial<RotateArgs> = {}): Promise<string[]> {
    return rotate({
      ...{ target: this.target, change: "rotate", force: false, dryRun: false },
      ...{ prompt: undefined, now: Date.now() },
      ...over,
    });
  }

  /** Runs the CLI. */
  async pulumi(...args: string[]): Promise<string> {
    const all = [...args, "--stack", "prod", "--non-interactive"];
    const options = { env: this.env, cwd: this.projectDir, stdio: "capture" as const };
    const { code, stdout, stderr } = await runPulumi(all, options);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }

  /** All settings, decrypted by the CLI. */
  async config(): Promise<Record<string, { value?: string; secret: boolean }>> {
    return JSON.parse(await this.pulumi("config", "--json", "--show-secrets")) as never;
  }

  /** The keys of access tokens, decrypted by the CLI. */
  async keys(): Promise<JwtSecrets> {
    return JSON.parse((await this.config())["sjc1990app:jwtSecrets"]?.value ?? "") as JwtSecrets;
  }

  /** Removes the stack from the backend. */
  loseStack(): void {
    fs.rmSync(path.join(this.root, "backend", ".pulumi"), { recursive: true });
  }

  /** Runs the CLI through a script that notes its arguments, as other processes see them. @returns what it noted. */
  noteArguments(): () => string {
    const [script, log] = [path.join(this.root, "pulumi"), path.join(this.root, "arguments")];
    const run = `printf '%s\\n' "$@" >> '${log}'\nexec '${this.engine.pulumi}' "$@"\n`;
    fs.writeFileSync(script, `#!/bin/sh\n${run}`, { mode: 0o755 });
    this.env[COMMAND_VARIABLE] = script;
    return () => fs.readFileSync(log, "utf8");
  }
}

/** Lines that only one of two texts has. */
export function changes(before: string, after: string): { removed: string[]; added: string[] } {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  return {
    removed: old.filter((line) => !fresh.includes(line)),
    added: fresh.filter((line) => !old.includes(line)),
  };
}
