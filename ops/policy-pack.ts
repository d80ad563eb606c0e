import { LOCAL_STACK } from "../local/cloud";

/**
 * Arguments by which the CLI holds a stack against the policy pack, at the levels of its stage. For commands that run in
 * the folder of the project, which the paths are relative to.
 * @param stage Default: `local`.
 */
export function policyPack(stage: string = LOCAL_STACK): string[] {
  return ["--policy-pack", "policies", "--policy-pack-config", `policies/levels/${stage}.json`];
}
