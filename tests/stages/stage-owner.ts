import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { pulumiEnvironment, runPulumi, type Engine } from "../../local/engine";
import { repoRoot } from "../../common/paths";
import { silentProgress } from "../../common/progress";
import { initStage, type InitArgs } from "../../ops/secrets/init";
import type { JwtSecrets } from "../../ops/secrets/keys";
import { rotate, type RotateArgs } from "../../ops/secrets/rotate";
import type { Target } from "../../ops/secrets/workspace";

/** The file of the stage prod as it is shipped. */
export const shipped = fs.readFileSync(path.join(repoRoot, "Pulumi.prod.yaml"), "utf8");

/** What the owner says when asked. */
const given = {
  account: "234567890123",
  region: "ap-east-1",
  senderId: "SJC1990",
  adminPhones: ["+85291234567"],
  emailFrom: "no-reply@sjc.hk",
  alertEmails: ["ops@sjc.hk", "second@sjc.hk"],
};

/** Somebody who has a checkout with the file of the stage prod, a backend and a passphrase. */
export class Owner {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-owner-"));
  readonly projectDir = path.join(this.root, "project");
  readonly env: NodeJS.ProcessEnv;

  /** What the owner answers. */
  static readonly given = given;

  constructor(engine: Engine) {
    fs.mkdirSync(this.projectDir);
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.local.yaml"])
      fs.copyFileSync(path.join(repoRoot, file), path.join(this.projectDir, file));
    const [home, backendDir] = [path.join(this.root, "home"), path.join(this.root, "backend")];
    const env = pulumiEnvironment({ engine, home, backendDir });
    this.env = { ...env, PULUMI_CONFIG_PASSPHRASE: "a passphrase of the owner" };
  }

  leave(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  get target(): Target {
    return { projectDir: this.projectDir, stack: "prod", env: this.env };
  }

  /** The stage's file. */
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

  /** `npm run stack:init -- --stack prod`, with all that it would ask for. */
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

  /** The CLI itself. */
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

  /** The keys of tokens, decrypted by the CLI. */
  async keys(): Promise<JwtSecrets> {
    return JSON.parse((await this.config())["sjc1990app:jwtSecrets"]?.value ?? "") as JwtSecrets;
  }

  /** The backend is another one, or the stack was removed. */
  loseStack(): void {
    fs.rmSync(path.join(this.root, "backend", ".pulumi"), { recursive: true });
  }

  /** Puts a `pulumi` first on PATH that notes its arguments. @returns what it noted. */
  noteArguments(): () => string {
    const [bin, log] = [path.join(this.root, "bin"), path.join(this.root, "arguments")];
    const PATH = this.env["PATH"] ?? "";
    fs.mkdirSync(bin);
    fs.writeFileSync(
      path.join(bin, "pulumi"),
      `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\nPATH='${PATH}' exec pulumi "$@"\n`,
      { mode: 0o755 },
    );
    this.env["PATH"] = `${bin}${path.delimiter}${PATH}`;
    return () => fs.readFileSync(log, "utf8");
  }
}

/** Lines that one text has and the other has not. */
export function changes(before: string, after: string): { gone: string[]; come: string[] } {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  return {
    gone: old.filter((line) => !fresh.includes(line)),
    come: fresh.filter((line) => !old.includes(line)),
  };
}
