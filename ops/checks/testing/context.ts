import { silentProgress } from "../../../common/progress";
import { repoRoot } from "../../../common/paths";
import type { Cloud } from "../../../local/cloud";
import { StageFile } from "../../secrets/stage-file";
import type { AwsConfig, Stage } from "../../stages/stage";
import type { PreflightContext } from "../preflight/context";

/** Account of the stages that {@link contextOf} makes. */
export const ACCOUNT = "000000000000";

/** What a check before the deployment of a stage works with. @param stage e.g. `prod`; `local` is on a local cloud. */
export function contextOf(
  name: string,
  aws: AwsConfig,
  more: Partial<PreflightContext & Pick<Stage, "stack">> = {},
): PreflightContext {
  const { stack, ...rest } = more;
  const stage: Stage = {
    name,
    place: { stage: name, region: "us-east-1", accountId: ACCOUNT },
    aws,
    projectDir: repoRoot,
    settings: StageFile.read(repoRoot, name).plain(),
    ...(name === "local" && { cloud: {} as Cloud }),
    stack: stack ?? (() => Promise.reject(new Error("the check opened the stack"))),
    outputs: () => Promise.resolve({}),
  };
  return {
    ...{ stage, checkout: repoRoot, env: {}, progress: silentProgress },
    commit: { commit: "0".repeat(40) } as PreflightContext["commit"],
    signal: new AbortController().signal,
    program: () => Promise.resolve([]),
    ...rest,
  };
}
