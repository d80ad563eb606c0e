import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../common/errors";

/** A stage's file of settings as it was read. */
export interface StageFile {
  /** e.g. `dev`: the last part of the stack's name. */
  stage: string;
  path: string;
  text: string;
}

/**
 * The comment that stands above secrets which were encrypted with a passphrase that nobody kept: the file is shipped
 * with them, to show its form.
 */
const PLACEHOLDER_MARK = /^ *# Placeholders\b.*$/m;

/** How the secrets of the file are encrypted. */
const ENCRYPTION = /^(?:encryptionsalt|secretsprovider|encryptedkey):/;

/** The stage of a stack: stacks of Pulumi Cloud may be called `<organisation>/<stage>`. */
export function stageOf(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/**
 * Reads `Pulumi.<stage>.yaml`.
 * @throws UserError when there is none.
 */
export function readStageFile(projectDir: string, stack: string): StageFile {
  const stage = stageOf(stack);
  const file = path.join(projectDir, `Pulumi.${stage}.yaml`);
  if (/^[a-z][a-z0-9]*$/.test(stage) && fs.existsSync(file)) {
    return { stage, path: file, text: fs.readFileSync(file, "utf8") };
  }
  const stages = fs.readdirSync(projectDir).flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? []);
  throw new UserError(`there is no stage "${stage}"`, `Stages: ${stages.join(", ")}`);
}

/** Whether a stage's file has the secrets that it was shipped with, which nobody can decrypt. */
export function holdsPlaceholders(text: string): boolean {
  return PLACEHOLDER_MARK.test(text);
}

/** Whether a stage's file has secrets, whoever can read them. */
export function holdsSecrets(text: string): boolean {
  return /^ +(?:- )?secure: /m.test(text);
}

/** Whether the secrets of the file are encrypted with a passphrase. */
export function needsPassphrase(text: string): boolean {
  return /^encryptionsalt:/m.test(text);
}

/**
 * The text without its secrets, the comment that calls them placeholders, and how they are encrypted; all else stays
 * as it is.
 */
export function withoutSecrets(text: string): string {
  const kept: string[] = [];
  for (const line of text.split("\n")) {
    if (ENCRYPTION.test(line) || PLACEHOLDER_MARK.test(line)) continue;
    // A secret is a key with nothing but `secure` below it, as the CLI writes it.
    if (/^ {4}secure: \S+$/.test(line) && /^ {2}[\w:-]+:$/.test(kept.at(-1) ?? "")) kept.pop();
    else kept.push(line);
  }
  return kept.join("\n");
}

/**
 * Puts a new text in place of a stage's file, in one step: a file that is killed half-way through is the old one.
 * @throws UserError when the file is no more what it was when it was read.
 */
export function replaceStageFile(file: StageFile, text: string): void {
  if (fs.readFileSync(file.path, "utf8") !== file.text) {
    throw new UserError(
      `${path.basename(file.path)} was changed meanwhile`,
      "Nothing was written. Run it again.",
    );
  }
  const target = fs.realpathSync(file.path);
  const temporary = `${target}.${String(process.pid)}.tmp`;
  try {
    fs.writeFileSync(temporary, text, { mode: fs.statSync(target).mode, flush: true });
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Keeps the file as it is under another name. @returns that name. */
export function backUp(file: StageFile): string {
  const backup = `${file.path}.${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.bak`;
  fs.writeFileSync(backup, file.text, { mode: 0o600, flush: true });
  return path.basename(backup);
}
