import * as fs from "node:fs";
import * as path from "node:path";

import { Cloud, LOCAL_STACK } from "../../local/cloud";
import { repoRoot } from "../../common/paths";
import { silentProgress } from "../../common/progress";
import { openStack } from "../../ops/rehearse/engine";
import { removeSecrets, setThrowAways } from "../../ops/rehearse/stage-settings";
import { throwAwaySecrets } from "../../ops/rehearse/secrets";
import { readPreview, type PreviewStep } from "../../ops/changes/preview";

/** A resource of the cloud as a preview tells it. */
export interface Previewed {
  /** `<type>::<logical name>`. */
  resource: string;
  type: string;
  inputs: Record<string, unknown>;
  protect: boolean;
}

/** A stage: its settings as they are written, and what it would consist of. */
export interface PreviewedStage {
  settings: Record<string, string>;
  resources: Previewed[];
}

/** Previews a stage from nothing, with its own settings but for account and secrets. */
export async function previewStage(cloud: Cloud, stage: string): Promise<PreviewedStage> {
  const { name, projectDir } = cloud;
  const port = Number(new URL(cloud.endpoint).port);
  if (stage !== LOCAL_STACK) removeSecrets(projectDir, stage);
  const own = await Cloud.open({ name, port, stack: stage, projectDir }, silentProgress);
  if (stage !== LOCAL_STACK) await setThrowAways(await openStack(own), throwAwaySecrets());
  const { steps } = readPreview(await own.pulumi(["preview", "--json"], "capture"));
  const config = await own.pulumiOk(["config", "--json"]);
  const settings = Object.entries(JSON.parse(config) as Record<string, { value?: string }>);
  return {
    settings: Object.fromEntries(
      settings.map(([key, { value = "" }]) => [key.replace("sjc1990app:", ""), value]),
    ),
    resources: steps.flatMap(previewed),
  };
}

function previewed({ urn, newState }: PreviewStep): Previewed[] {
  if (newState?.custom === false || newState?.type.startsWith("aws:") !== true) return [];
  const { type, inputs = {}, protect = false } = newState;
  return [{ resource: `${type}::${urn.split("::").at(-1) ?? ""}`, type, inputs, protect }];
}

/** Whether resources of a type can carry tags: as the types of `@pulumi/aws` say, not as the program does. */
export function canCarryTags(type: string): boolean {
  const file = path.join(repoRoot, "node_modules", "@pulumi", "aws", `${type.split(":")[1] ?? ""}.d.ts`);
  return /^ {4}tags\?: pulumi\.Input</m.test(fs.readFileSync(file, "utf8"));
}
