import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../common/paths";
import type { Progress } from "../common/progress";
import { Cloud } from "../local/cloud";
import { policyPack } from "./policy-pack";
import { start } from "./start";

/** Watched folders, and whether a change there can change what the policy pack checks. */
const WATCHED = { functions: false, infra: true, policies: true } as const;

/** Milliseconds of quiet after a change: editors write a file in several steps. */
const QUIET = 60;

/** Deploys the platform, then deploys it again after every change. Does not return. */
export async function watch(progress: Progress): Promise<never> {
  const { apiUrl } = await start(progress);
  const cloud = await Cloud.open({}, progress);
  progress.step(`${apiUrl} is redeployed after every change; stop with Ctrl-C`);
  const changes = watchFiles();
  for (;;) {
    const { what, withPolicies } = await changes.next();
    progress.step(`${what} changed`);
    const began = Date.now();
    const { code } = await cloud.pulumi(upArgs(withPolicies), "stderr");
    if (code === 0) progress.step(`Live after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    else progress.warn("The update failed: see above. Fix it and save again.");
  }
}

function upArgs(withPolicies: boolean): string[] {
  return ["up", "--yes", "--skip-preview", "--suppress-outputs", ...(withPolicies ? policyPack() : [])];
}

/** Changes in the watched folders. Changes made while an update runs are reported together after it. */
function watchFiles(): { next(): Promise<{ what: string; withPolicies: boolean }> } {
  const pending = new Set<string>();
  let wake: () => void = () => undefined;
  for (const folder of Object.keys(WATCHED)) {
    fs.watch(path.join(repoRoot, folder), { recursive: true }, (_event, file) => {
      if (file === null || !/\.(ts|json|yaml)$/.test(file) || file.endsWith(".test.ts")) return;
      pending.add(path.join(folder, file));
      wake();
    });
  }
  return {
    async next() {
      if (pending.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      let seen: number;
      do {
        seen = pending.size;
        await new Promise((resolve) => setTimeout(resolve, QUIET));
      } while (pending.size !== seen);
      const files = [...pending];
      pending.clear();
      return {
        what: files.join(", "),
        withPolicies: files.some((file) => WATCHED[file.split(path.sep)[0] as keyof typeof WATCHED]),
      };
    },
  };
}
