import * as fs from "node:fs";
import * as path from "node:path";

import { Cloud } from "../local/cloud";
import { repoRoot } from "../common/paths";
import { policyPack } from "../ops/policy-pack";
import { terminalProgress } from "../common/progress";
import { start } from "./start";

const HELP = `Usage: npm run dev

Brings the platform up as \`npm start\` does, then watches functions/, infra/ and policies/ and runs
\`pulumi up\` after each change. When only functions/ changed the policy pack is left out: code carries no
policy. End it with Ctrl-C; the local cloud stays up until \`npm run stop\`.
`;

/** What is watched, and whether a change of it may change what the policy pack looks at. */
const WATCHED = { functions: false, infra: true, policies: true } as const;

/** Milliseconds of quiet after a change: editors write a file in several steps. */
const QUIET = 60;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = terminalProgress();
  const { apiUrl } = await start(progress);
  const cloud = await Cloud.open({}, progress);
  progress.step(`${apiUrl} follows your changes; Ctrl-C ends this`);
  const changes = watch();
  for (;;) {
    const { what, withPolicies } = await changes.next();
    progress.step(`${what} changed`);
    const began = Date.now();
    const { code } = await cloud.pulumi(upArgs(withPolicies), "stderr");
    if (code === 0) progress.step(`Live after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    else progress.warn("Not live: see above. Mend it and save again.");
  }
}

function upArgs(withPolicies: boolean): string[] {
  return ["up", "--yes", "--skip-preview", "--suppress-outputs", ...(withPolicies ? policyPack() : [])];
}

/** Changes of the watched folders. Those that come while an update runs are one change after it. */
function watch(): { next(): Promise<{ what: string; withPolicies: boolean }> } {
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
