import { checkRunsOf, githubIfAny, withGitHubErrors } from "../../github";
import { failed, passed, warning, type Check } from "../check";
import { readReceipt, type ReceiptName } from "../receipt";
import type { PreflightContext } from "./context";

/** A command must have passed on the files of this commit: by GitHub's check runs in a workflow, else by its receipt. */
export function proven(args: {
  name: ReceiptName;
  /** As a person calls it. */
  command: string;
  /** Name of the job in .github/workflows/ci.yml. */
  job: string;
}): Check<PreflightContext> {
  const { name, command, job } = args;
  return {
    name,
    summary: `${command} passed on this commit`,
    async run({ stage, commit, signal, env, checkout }) {
      // Changes are tried on the local cloud before they are committed.
      const unproven = stage.cloud === undefined ? failed : warning;
      if (!commit.clean)
        return unproven(
          "the checkout has changes that are not committed",
          "Commit or remove them: git status",
        );
      const github = githubIfAny(env);
      if (github !== undefined) {
        const results = await withGitHubErrors("checks: read", () =>
          checkRunsOf(github, commit.commit, job, signal),
        );
        if (results.includes("success") && results.every((one) => ["success", "cancelled"].includes(one)))
          return passed(`check run ${job}`);
        return unproven(
          `the check run ${job} of this commit: ${[...new Set(results)].join(", ") || "none"}`,
          "Wait until CI has passed on this commit, or fix what it reports.",
        );
      }
      const receipt = readReceipt(name, checkout);
      if (receipt?.tree === commit.tree) return passed(`passed at ${receipt.at}`);
      const last = receipt === undefined ? "never here" : `on ${receipt.commit.slice(0, 7)}`;
      return unproven(`${command} has not passed on this commit; it passed ${last}`, `Run it: ${command}`);
    },
  };
}
