import { failed, passed, skipped, type Check } from "../check";
import type { PostflightContext } from "./context";
import { isEmulated } from "../../stages/stage";

/** The API answered no request with 5xx. */
export const serverErrors: Check<PostflightContext> = {
  name: "server-errors",
  summary: "the API answered no request with status 5xx since the deployment",
  async run({ stage, health }) {
    const { serverErrors: found, requests } = await health();
    if (found === null)
      return skipped(isEmulated(stage) ? "no data on the local cloud" : "no data: no request");
    if (found === 0) return passed(`of ${String(requests ?? 0)} requests`);
    return failed(
      `${String(found)} of ${String(requests ?? 0)} requests ended with status 5xx`,
      "See docs/runbooks/api-failing.md.",
    );
  },
};
