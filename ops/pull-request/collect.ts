import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { ensureRuntimeNode } from "../../local/emulator";
import { estimateStage } from "../cost";
import { loadMigrations, migrationNames, migrationsDir } from "../migrate/files";
import { rehearse, withoutClouds, type RehearsalReport } from "../rehearse";
import { checkOut, resolveRef } from "../stages/older-program";
import { refuseUnknownStage, stagesOf } from "../secrets/stage-file";
import { bundleChanges, bundlesOf } from "./bundles";
import { operationChanges, type ApiDocument } from "./operations";
import { emptyReport, type PullRequestReport, type StageChange } from "./report";
import { stageChange } from "./stage-change";

/** What {@link collectReport} needs. */
export interface CollectArgs {
  /** Git ref that the change is compared with, e.g. `origin/main`. */
  against: string;
  /** Stages to rehearse. */
  stages: readonly string[];
  progress: Progress;
}

/**
 * Finds out what the checkout changes since a ref: rehearses the upgrade of each stage, estimates the cost, and compares
 * bundles, API and migrations.
 * @throws UserError for an unknown ref or stage.
 */
export async function collectReport(args: CollectArgs): Promise<PullRequestReport> {
  return withoutClouds((signal) => collect(args, signal));
}

async function collect(
  { against, stages, progress }: CollectArgs,
  signal: AbortSignal,
): Promise<PullRequestReport> {
  const base = resolveRef(repoRoot, against);
  const { commit } = resolveRef(repoRoot, "HEAD");
  for (const stage of stages) refuseUnknownStage(repoRoot, stage);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-base-"));
  try {
    checkOut(repoRoot, base, dir, progress);
    const changes: StageChange[] = [];
    for (const stage of stages) changes.push(await stageOf(stage, base.ref, dir, { progress, signal }));
    return {
      ...{ ...emptyReport(commit), base, stages: changes },
      bundles: await bundles(stages, dir, progress),
      api: operationChanges(apiOf(dir), apiOf(repoRoot)),
      migrations: await newMigrations(dir),
    };
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** A stage of the checkout. One that the ref does not have is deployed for the first time. */
async function stageOf(
  stage: string,
  ref: string,
  baseDir: string,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<StageChange> {
  const known = stagesOf(baseDir).includes(stage);
  progress.step(known ? `Rehearsing the upgrade of ${stage}` : `Rehearsing ${stage} for the first time`);
  const report = await rehearse({ stage, progress, signal, ...(known && { from: ref }) });
  return stageChange(report, await costOf(stage, report, { progress, ...(known && { compare: ref }) }));
}

/** The estimate and its change; absent when the program cannot be estimated, of which the rehearsal reports the cause. */
async function costOf(
  stage: string,
  { passed }: RehearsalReport,
  args: { progress: Progress; compare?: string },
): Promise<Awaited<ReturnType<typeof estimateStage>> | undefined> {
  try {
    return await estimateStage({ stage, ...args });
  } catch (error) {
    if (passed) throw error;
    return undefined;
  }
}

async function bundles(
  [stage]: readonly string[],
  baseDir: string,
  progress: Progress,
): Promise<PullRequestReport["bundles"]> {
  if (stage === undefined) return [];
  progress.step("Comparing the bundles");
  const [before, after] = [await bundlesOf(stage, baseDir), await bundlesOf(stage, repoRoot)];
  return bundleChanges(before, after, await ensureRuntimeNode(progress));
}

function apiOf(dir: string): ApiDocument {
  const file = path.join(dir, "docs/openapi.json");
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as ApiDocument) : {};
}

/** Migrations of the checkout that the other one lacks. */
async function newMigrations(baseDir: string): Promise<PullRequestReport["migrations"]> {
  const known = migrationNames(path.join(baseDir, path.relative(repoRoot, migrationsDir)));
  return (await loadMigrations())
    .filter(({ name }) => !known.includes(name))
    .map(({ name, migration: { phase, summary } }) => ({ name, phase, describe: summary }));
}
