import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import { silentProgress } from "../../common/progress";
import { Cloud, LOCAL_STACK } from "../../local/cloud";
import type { PolicyFinding } from "../../ops/changes";
import type { PreviewDiagnostic, PreviewStep } from "../../ops/changes/preview";
import { openStack, policyOptions, preview } from "../../ops/stages/engine";
import { throwAwaySecrets } from "../../ops/rehearse/secrets";
import { removeSecrets, setThrowAways } from "../../ops/rehearse/stage-settings";

/** A resource in a preview. */
export interface Previewed {
  /** `<type>::<logical name>`. */
  resource: string;
  type: string;
  inputs: Record<string, unknown>;
  protect: boolean;
}

/** The settings of a stage, and its resources in a preview. */
export interface PreviewedStage {
  settings: Record<string, string>;
  resources: Previewed[];
  /** Findings at the level `mandatory`. */
  policies: PolicyFinding[];
  errors: PreviewDiagnostic[];
}

/** Previews the first deployment of a stage with its own settings, except account and secrets. */
export async function previewStage(cloud: Cloud, stage: string): Promise<PreviewedStage> {
  const { name, projectDir } = cloud;
  const port = Number(new URL(cloud.endpoint).port);
  if (stage !== LOCAL_STACK) removeSecrets(projectDir, stage);
  const own = await Cloud.open({ name, port, stack: stage, projectDir, checkpoints: false }, silentProgress);
  const stack = await openStack(own);
  if (stage !== LOCAL_STACK) await setThrowAways(stack, throwAwaySecrets());
  const file = (what: string): string => path.join(projectDir, `${stage}-${what}`);
  const found = await preview(own, policyOptions(projectDir, stage, file("levels.json")), file("events"));
  const settings = Object.entries(await stack.getAllConfig());
  return {
    settings: Object.fromEntries(settings.map(([key, { value }]) => [key.replace("sjc1990app:", ""), value])),
    resources: found.preview.steps.flatMap(previewed),
    policies: found.policies,
    errors: found.preview.diagnostics.filter(({ severity }) => severity === "error"),
  };
}

function previewed({ urn, newState }: PreviewStep): Previewed[] {
  if (newState?.custom === false || newState?.type.startsWith("aws:") !== true) return [];
  const { type, inputs = {}, protect = false } = newState;
  return [{ resource: `${type}::${urn.split("::").at(-1) ?? ""}`, type, inputs, protect }];
}

/** Whether resources of a type can have tags, according to the types of `@pulumi/aws`. */
export function canCarryTags(type: string): boolean {
  const file = path.join(repoRoot, "node_modules", "@pulumi", "aws", `${type.split(":")[1] ?? ""}.d.ts`);
  return /^ {4}tags\?: pulumi\.Input</m.test(fs.readFileSync(file, "utf8"));
}
