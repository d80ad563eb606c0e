/** What a stage costs: an estimate before it is deployed, the change of a pull request, and what was spent. */
import * as fs from "node:fs";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import type { CostResource } from "../../policies/cost/traffic";
import { refuseUnknownStage } from "../secrets/stage-file";
import { compare, type Comparison } from "./compare";
import { reportOf, type CostReport } from "./report";
import { previewResources, resourcesAt, stageResources, type SavedPreview } from "./resources";

export type { Comparison } from "./compare";
export { comparisonMarkdown, reportMarkdown } from "./markdown";
export type { CostReport } from "./report";
export { comparisonText, reportText } from "./text";

/** What {@link estimateStage} needs. */
export interface EstimateArgs {
  stage: string;
  /** Default: the number in policies/levels/<stage>.json, else 500. */
  users?: number | undefined;
  /** A saved `pulumi preview --json --show-sames`. Default: what the program of this checkout registers. */
  preview?: string | undefined;
  /** A saved estimate or preview, or a git ref, to compare with. */
  compare?: string | undefined;
  progress: Progress;
}

/**
 * Estimates a stage, and compares it with another estimate.
 * @throws UserError for an unknown stage, file or ref, and for a file that is neither an estimate nor a preview.
 */
export async function estimateStage({
  stage,
  users,
  preview,
  compare: other,
  progress,
}: EstimateArgs): Promise<{ report: CostReport; comparison?: Comparison }> {
  refuseUnknownStage(repoRoot, stage);
  // First, since it refuses what the user may have mistyped.
  const before = other === undefined ? undefined : await reportOfOther(other, stage, users, progress);
  const report =
    preview === undefined
      ? reportOf(stage, await stageResources(stage), { users })
      : reportOf(stage, savedResources(preview, stage), { users });
  return before === undefined ? { report } : { report, comparison: compare(before, report) };
}

async function reportOfOther(
  other: string,
  stage: string,
  users: number | undefined,
  progress: Progress,
): Promise<CostReport> {
  if (!fs.existsSync(other)) return reportOf(stage, await resourcesAt(other, stage, progress), { users });
  const saved = readJson(other);
  if (isReport(saved)) return saved;
  return reportOf(stage, savedResources(other, stage), { users });
}

function savedResources(file: string, stage: string): CostResource[] {
  if (!fs.existsSync(file))
    throw new UserError(
      `there is no file ${file}`,
      `Save a preview: npm run pulumi -- preview --json --show-sames --stack ${stage} > ${file}`,
    );
  const saved = readJson(file);
  if (!isPreview(saved))
    throw new UserError(
      `${file} is neither a preview nor an estimate`,
      `Save one of them: \`npm run pulumi -- preview --json --show-sames\` or \`npm run cost -- --json\`, with --stack ${stage}.`,
    );
  const other = saved.steps.find(({ urn }) => urn.split("::")[0] !== `urn:pulumi:${stage}`);
  if (other !== undefined)
    throw new UserError(
      `${file} is not a preview of the stage "${stage}": ${other.urn}`,
      "Give a preview of it.",
    );
  return previewResources(saved, file);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
      "Give a saved estimate, a saved preview, or a git ref.",
    );
  }
}

function isPreview(saved: unknown): saved is SavedPreview {
  return typeof saved === "object" && saved !== null && Array.isArray((saved as Partial<SavedPreview>).steps);
}

/** Whether a file has what {@link compare} reads. */
function isReport(saved: unknown): saved is CostReport {
  if (typeof saved !== "object" || saved === null) return false;
  const { stage, total, usage, services, components, sms } = saved as Partial<CostReport>;
  return (
    typeof stage === "string" &&
    typeof total === "number" &&
    typeof usage === "object" &&
    typeof sms === "object" &&
    Array.isArray(services) &&
    Array.isArray(components)
  );
}
