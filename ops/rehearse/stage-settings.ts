import * as fs from "node:fs";
import * as path from "node:path";

import { NO_ACCOUNT } from "../../infra/settings";
import type { Cloud } from "../../local/cloud";
import { UserError } from "../../common/errors";
import { withoutSecrets } from "../secrets/stage-file";
import type { ThrowAwaySecrets } from "./secrets";

/** Settings of the stage that a rehearsal itself goes by. */
export interface StageSettings {
  region: string;
  corsOrigins: readonly string[];
  approvalsRequired: number;
  emailFrom: string;
  protectData: boolean;
  permissionsBoundary: boolean;
}

/** A secret, as the CLI writes one: a key with nothing but `secure` below it. */
const SECRET = /^ {2}([\w:-]+):\n {4}secure: \S+$/gm;

/** The line by which the passphrase of a file is checked. */
const SALT = /^encryptionsalt: \S+$/m;

function stageFile(programDir: string, stage: string): string {
  return path.join(programDir, `Pulumi.${stage}.yaml`);
}

/**
 * Prepares the settings of a copied program: the stage's own, without its secrets and how these are encrypted.
 * @returns the secrets that were left out.
 * @throws UserError when there is no such stage.
 */
export function stripStageFile(programDir: string, stage: string): string[] {
  const file = stageFile(programDir, stage);
  if (!/^\w+$/.test(stage) || !fs.existsSync(file)) {
    throw new UserError(`there is no stage "${stage}"`, `Stages: ${stagesOf(programDir).join(", ")}`);
  }
  const text = fs.readFileSync(file, "utf8");
  fs.writeFileSync(file, withoutSecrets(text));
  return [...text.matchAll(SECRET)].map(([, key = ""]) => key);
}

/**
 * As {@link stripStageFile}, for an older program, which may not know the stage. Then the settings of its stage `local`
 * say which ones it takes, and the stage of the newer program what they are: the upgrade is to be about the program.
 * @throws UserError when it has no stage `local` either.
 */
export function stripOlderStageFile(programDir: string, newerDir: string, stage: string): string[] {
  const file = stageFile(programDir, stage);
  const local = stageFile(programDir, "local");
  if (!fs.existsSync(file) && fs.existsSync(local)) {
    const newer = settingsOf(fs.readFileSync(stageFile(newerDir, stage), "utf8"));
    const known = [...settingsOf(fs.readFileSync(local, "utf8"))].map(
      ([key, lines]) => newer.get(key) ?? lines,
    );
    fs.writeFileSync(file, `config:\n${known.join("")}`);
  }
  return stripStageFile(programDir, stage);
}

/** The lines of each setting in a stage's file, by its key. Comments are left out. */
function settingsOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let key = "";
  for (const line of text.split("\n")) {
    const [, own] = /^ {2}([\w:-]+):(?: |$)/.exec(line) ?? [];
    if (own !== undefined) key = own;
    else if (!/^ {4}/.test(line)) key = "";
    if (key !== "") found.set(key, `${found.get(key) ?? ""}${line}\n`);
  }
  return found;
}

/** Stages that have a file of settings. */
export function stagesOf(programDir: string): string[] {
  return fs.readdirSync(programDir).flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** Has the settings of one program encrypted as those of another, whose stack it goes on with. */
export function shareEncryption(fromDir: string, toDir: string, stage: string): void {
  const [salt = ""] = SALT.exec(fs.readFileSync(stageFile(fromDir, stage), "utf8")) ?? [];
  fs.appendFileSync(stageFile(toDir, stage), `${salt}\n`);
}

/**
 * Sets what a rehearsal has otherwise than the stage: no account, and throw-away secrets. All else is as it is.
 * @param leftOut secrets of the stage.
 * @throws UserError when one of them has no throw-away value.
 */
export async function setThrowAways(
  cloud: Cloud,
  { values }: ThrowAwaySecrets,
  leftOut: readonly string[],
): Promise<void> {
  const unknown = leftOut.filter((key) => values[key] === undefined);
  if (unknown.length > 0) {
    throw new UserError(
      `the rehearsal has no throw-away value for ${unknown.join(", ")}`,
      "Give it one in ops/rehearse/secrets.ts.",
    );
  }
  await cloud.pulumiOk([
    ...["config", "set-all", "--path", "--plaintext", `aws:allowedAccountIds[0]=${NO_ACCOUNT}`],
    // Throw-away values: that others may see the arguments of a process does not matter.
    ...Object.entries(values).flatMap(([key, value]) => ["--secret", `${key}=${value}`]),
  ]);
}

/** Reads the settings that the rehearsal goes by. What the program has no such setting for is off. */
export async function readSettings(cloud: Cloud): Promise<StageSettings> {
  const text = await cloud.pulumiOk(["config", "--json"]);
  const all = JSON.parse(text) as Record<string, { value?: string; objectValue?: unknown }>;
  const value = (name: string): string => all[`sjc1990app:${name}`]?.value ?? "";
  return {
    region: all["aws:region"]?.value ?? "us-east-1",
    corsOrigins: JSON.parse(value("corsOrigins") || "[]") as string[],
    approvalsRequired: Number(value("approvalsRequired") || "1"),
    emailFrom: value("emailFrom"),
    protectData: value("protectData") === "true",
    permissionsBoundary: value("permissionsBoundary") === "true",
  };
}

/** Takes the protection of data away, as the owner of a stage does on the day it is wanted. */
export async function releaseData(cloud: Cloud): Promise<void> {
  await cloud.pulumiOk(["config", "set", "sjc1990app:protectData", "false"]);
}
