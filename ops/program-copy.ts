import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../common/paths";

/** What the program is made of, beside the files of the stages; a copy can be changed without touching the checkout. */
const PROGRAM = [
  "Pulumi.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "infra",
  "functions",
  "policies",
];

/** A stage's file of settings. */
const STAGE_FILE = /^Pulumi\.\w+\.yaml$/;

/** Which program {@link copyProgram} copies, and to where. */
export interface CopyArgs {
  /** Default: this checkout. */
  from?: string;
  /** A folder that is not there yet. Default: a temporary one. */
  to?: string;
}

/** A copy of the program with all its stages in a folder of its own, for who changes it. */
export function copyProgram({ from = repoRoot, to }: CopyArgs = {}): string {
  const dir = to ?? fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-program-"));
  const stages = fs.readdirSync(from).filter((name) => STAGE_FILE.test(name));
  for (const entry of [...PROGRAM, ...stages])
    fs.cpSync(path.join(from, entry), path.join(dir, entry), { recursive: true });
  linkModules(dir, from);
  return dir;
}

/** Lends a program the installed packages of another folder. */
export function linkModules(dir: string, from: string): void {
  fs.symlinkSync(fs.realpathSync(path.join(from, "node_modules")), path.join(dir, "node_modules"));
}

/** Changes one file of a copied program. Fails when the text to replace is not there. */
export function edit(projectDir: string, file: string, from: string | RegExp, to: string): void {
  const full = path.join(projectDir, file);
  const text = fs.readFileSync(full, "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  fs.writeFileSync(full, changed);
}
