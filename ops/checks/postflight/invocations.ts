import { failed, passed, skipped, warning, type Check } from "../check";
import type { PostflightContext } from "./context";

/** Percent, as the alarm `function-error-rate`. */
const MOST = 5;

/** Invocations succeed, and none is throttled. */
export const invocations: Check<PostflightContext> = {
  name: "invocations",
  summary: "invocations succeed since the deployment, and none is throttled",
  async run({ health }) {
    const { invocations: count, errorRate, throttles } = await health();
    if (count === null || errorRate === null) return skipped("no data: no invocation");
    const said = `${errorRate.toFixed(2)} % of ${String(count)} invocations failed`;
    const next = "See docs/runbooks/function-error-rate.md.";
    if (errorRate > MOST) return failed(said, next);
    if ((throttles ?? 0) > 0)
      return warning(
        `${String(throttles)} invocations were throttled`,
        "See docs/runbooks/lambda-concurrency.md.",
      );
    return errorRate > 0 ? warning(said, next) : passed(said);
  },
};
