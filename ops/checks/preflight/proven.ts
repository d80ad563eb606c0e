import { setTimeout as delay } from "node:timers/promises";

import { checkRunsOf, githubIfAny, withGitHubErrors, type GitHub } from "../../github";
import { failed, passed, warning, type Check } from "../check";
import { readReceipt, type ReceiptName } from "../receipt";
import type { PreflightContext } from "./context";

/** How often and how long CI is waited for, ms. It takes ten minutes, and more when many runs are queued. */
const POLL = 15_000;
const PATIENCE = 20 * 60_000;

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
    async run(context) {
      const { stage, commit, env, checkout } = context;
      // Changes are tried on the local cloud before they are committed.
      const unproven = stage.cloud === undefined ? failed : warning;
      if (!commit.clean)
        return unproven(
          "the checkout has changes that are not committed",
          "Commit or remove them: git status",
        );
      const github = githubIfAny(env);
      if (github !== undefined) {
        // The local cloud has no gate to wait for.
        const results = await resultsOf(job, github, context, stage.cloud === undefined ? PATIENCE : 0);
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

/**
 * Results of a check run, once all of its runs have ended. A job that needs other jobs has no check run until those have
 * ended, so that none is waited for, too.
 * @param patience ms.
 */
async function resultsOf(
  job: string,
  github: GitHub,
  { commit: { commit }, signal, progress, pause = delay }: PreflightContext,
  patience: number,
): Promise<string[]> {
  for (let waited = 0; ; waited += POLL) {
    const results = await withGitHubErrors("checks: read", () => checkRunsOf(github, commit, job, signal));
    const ended = results.length > 0 && results.every((one) => !RUNNING.includes(one));
    if (ended || waited >= patience) return results;
    if (waited === 0) progress.step(`Waiting for the check run ${job} of ${commit.slice(0, 7)}`);
    await pause(POLL, undefined, { signal });
  }
}

/** The status of a check run that has no conclusion yet: https://docs.github.com/en/rest/checks/runs */
const RUNNING: readonly string[] = ["queued", "in_progress", "requested", "waiting", "pending"];
