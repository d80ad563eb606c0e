import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../common/paths";

/** Files and folders of the program, besides the stage files. */
const PROGRAM = [
  "Pulumi.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "infra",
  "functions",
  "policies",
];

/** A stage file. */
const STAGE_FILE = /^Pulumi\.\w+\.yaml$/;

/** Options of {@link copyProgram}. */
export interface CopyArgs {
  /** Default: this checkout. */
  from?: string;
  /** A folder that does not exist yet. Default: a temporary one. */
  to?: string;
}

/** Copies the program with all its stage files to a folder of its own, for tests, rehearsals and the bench. */
export function copyProgram({ from = repoRoot, to }: CopyArgs = {}): string {
  const dir = to ?? fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-program-"));
  const stages = fs.readdirSync(from).filter((name) => STAGE_FILE.test(name));
  for (const entry of [...PROGRAM, ...stages])
    fs.cpSync(path.join(from, entry), path.join(dir, entry), { recursive: true });
  linkModules(dir, from);
  return dir;
}

/** Links the installed npm packages of another folder. */
export function linkModules(dir: string, from: string): void {
  fs.symlinkSync(fs.realpathSync(path.join(from, "node_modules")), path.join(dir, "node_modules"));
}

/** Changes a file of a copied program. @throws Error when the text to replace is missing. */
export function edit(projectDir: string, file: string, from: string | RegExp, to: string): void {
  const full = path.join(projectDir, file);
  const text = fs.readFileSync(full, "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  fs.writeFileSync(full, changed);
}
