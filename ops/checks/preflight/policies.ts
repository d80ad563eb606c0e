import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation";

import { policyFindings } from "../../changes";
import { policyPack } from "../../policy-pack";
import { errorsOf } from "../../stages/engine";
import { failed, passed, warning, type Check } from "../check";
import type { PreflightContext } from "./context";

/** Previews with the policy pack at the levels of the stage. */
export const policies: Check<PreflightContext> = {
  name: "policies",
  summary: "a preview with the policy pack succeeds, and finds nothing",
  async run({ stage, signal }) {
    const events: EngineEvent[] = [];
    const [, pack = "", , levels = ""] = policyPack(stage.name);
    const stack = await stage.stack();
    const options = { policyPacks: [pack], policyPackConfigs: [levels], signal };
    const error = await stack.preview({ ...options, onEvent: (event) => void events.push(event) }).then(
      () => undefined,
      (reason: unknown) => {
        if (!(reason instanceof CommandError)) throw reason;
        return reason;
      },
    );
    const findings = policyFindings(events);
    const refused = findings.filter(({ level }) => level === "mandatory");
    const said = (list: typeof findings) =>
      list.map(({ policy, message }) => `${policy}: ${message}`).join("\n");
    if (refused.length > 0)
      return failed(
        said(refused),
        "Correct the program, or accept the finding in policies/exceptions.ts. See docs/policies.md.",
      );
    if (error !== undefined)
      return failed(
        errorsOf(events).join("\n") || "the preview failed",
        `See the whole preview: npm run pulumi -- preview --stack ${stage.name}`,
      );
    if (findings.length > 0)
      return warning(said(findings), "Correct the program before the rule is mandatory there.");
    return passed("no findings");
  },
};
