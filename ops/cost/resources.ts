import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { runStage } from "../../infra/offline/stage";
import type { CostResource } from "../../policies/cost/traffic";
import { UNKNOWN, type Plain, type PlainObject } from "../../policies/lib/plain";
import { resourceOf } from "../changes";
import { checkOut, resolveRef } from "../stages/older-program";
import { refuseUnknownStage } from "../secrets/stage-file";

/** The engine's mark for a value that is not known at preview. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Steps of a preview after which the resource does not exist. */
const REMOVED = /^(?:delete|delete-replaced|discard|discard-replaced|remove-pending-replace)$/;

/** What the program of this checkout registers for a stage, without engine, account and secrets. */
export async function stageResources(stage: string, checkout = repoRoot): Promise<CostResource[]> {
  const registered = await runStage(stage, checkout);
  return registered.map(({ type, name, inputs }) => ({ type, name, props: plain(inputs) as PlainObject }));
}

/**
 * What the program of another commit registers for a stage.
 * @throws UserError for an unknown ref, and when its program cannot run without an engine.
 */
export async function resourcesAt(ref: string, stage: string, progress: Progress): Promise<CostResource[]> {
  const found = resolveRef(repoRoot, ref);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-cost-"));
  try {
    checkOut(repoRoot, found, dir, progress);
    if (!fs.existsSync(path.join(dir, "infra/offline/process.js")))
      throw new UserError(
        `the program of ${ref} cannot run without an engine`,
        "Compare with a later commit, or with a saved estimate or preview.",
      );
    refuseUnknownStage(dir, stage);
    return await stageResources(stage, dir);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** A step of `pulumi preview --json`, as far as it is needed here. */
interface Step {
  op: string;
  urn: string;
  newState?: { type: string; inputs?: Record<string, unknown> };
}

/** A saved preview. */
export interface SavedPreview {
  steps: readonly Step[];
  changeSummary?: { same?: number };
}

/**
 * The resources of a stack after the previewed update.
 * @param file name for messages.
 * @throws UserError when the preview leaves out unchanged resources.
 */
export function previewResources({ steps, changeSummary }: SavedPreview, file: string): CostResource[] {
  const shown = steps.filter(({ op }) => op === "same").length;
  if (shown < (changeSummary?.same ?? 0))
    throw new UserError(
      `${file} leaves out unchanged resources`,
      "Save it with: npm run pulumi -- preview --json --show-sames --stack <stage>",
    );
  const resources = new Map<string, CostResource>();
  for (const { op, urn, newState } of steps) {
    if (REMOVED.test(op) || newState === undefined) continue;
    const name = resourceOf(urn).slice(newState.type.length + 2);
    resources.set(urn, { type: newState.type, name, props: plain(newState.inputs ?? {}) as PlainObject });
  }
  return [...resources.values()];
}

/** Inputs as plain data, as policies see them. */
export function plain(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  if (value === UNKNOWN_TEXT) return UNKNOWN;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value as Plain;
  if ("__pulumiUnknown" in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
