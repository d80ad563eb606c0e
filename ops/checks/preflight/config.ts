import { failed, passed, type Check } from "../check";
import type { PreflightContext } from "./context";

/** Runs the program without an engine: it lists missing, wrong and unknown settings. */
export const config: Check<PreflightContext> = {
  name: "config",
  summary: "the configuration of the stage is complete",
  async run({ program, stage }) {
    try {
      return passed(`${String((await program()).length)} resources`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed(reason, `Correct Pulumi.${stage.name}.yaml as the message says.`);
    }
  },
};
