import { runSmoke } from "../../smoke";
import { failed, passed, type Check } from "../check";
import type { PostflightContext } from "./context";

/** The critical journeys work through the public URL. */
export const smoke: Check<PostflightContext> = {
  name: "smoke",
  summary: "the critical journeys work through the public URL",
  async run({ stage, signal, progress }) {
    const report = await runSmoke(stage, { signal, progress });
    const broken = report.journeys.filter((journey) => !journey.passed);
    if (report.passed) return passed(`${String(report.journeys.length)} journeys`);
    return failed(
      broken.map(({ name, reason = "failed" }) => `${name}: ${reason}`).join("\n"),
      `Run it again: npm run smoke -- --stack ${stage.name}. If users have the fault, too: npm run rollback -- --stack ${stage.name}`,
    );
  },
};
