import { existsSync } from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../common/paths";
import { LOCAL_STACK } from "../local/cloud";

/** Options of the CLI that name a policy pack, or run the CLI in another folder. */
const OWN_CHOICE = /^(?:--policy-pack(?:-config)?|--cwd|-C)(?:=|$)/;

/**
 * Options of `pulumi preview` and `pulumi up` for the policy pack at the levels of a stage. The paths are relative to
 * the project. Whoever deploys a stage needs them: `npm start`, `npm run dev`, `npm run pulumi` and the tests.
 * @param stage Default: `local`.
 */
export function policyPack(stage: string = LOCAL_STACK): string[] {
  return ["--policy-pack", "policies", "--policy-pack-config", `policies/levels/${stage}.json`];
}

/**
 * Adds the policy pack to the arguments of `pulumi preview` and `pulumi up`, unless they name a pack or another folder.
 * @param command the command among the arguments. @param stage its levels apply, if it has any.
 */
export function withPolicyPack(args: readonly string[], command: string, stage: string): string[] {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  const deploys = ["preview", "pre", "up", "update"].includes(command);
  if (!deploys || options.some((arg) => OWN_CHOICE.test(arg) || /^(?:--help|-h)$/.test(arg)))
    return [...args];
  const levels = path.join(repoRoot, "policies", "levels", `${stage}.json`);
  const pack = existsSync(levels) ? policyPack(stage) : ["--policy-pack", "policies"];
  return [...options, ...pack, ...args.slice(options.length)];
}
