import { UserError } from "../common/errors";
import type { Progress } from "../common/progress";
import { Cloud } from "../local/cloud";
import { recover } from "../local/recover";
import { publishPages, type PageUrls } from "../local/reference";
import { policyPack } from "./policy-pack";

/** Where the running platform is. */
export interface StartResult extends PageUrls {
  /** Where the API answers. */
  apiUrl: string;
  /** The emulator's endpoint, for AWS clients. */
  endpointUrl: string;
  /** Sent text messages; add `?phoneNumber=` with the number, its plus sign as %2B. */
  outboxUrl: string;
}

/**
 * Deploys the platform to the local cloud and waits until its API answers.
 * @throws UserError when the update fails; the CLI has printed the reason by then.
 */
export async function start(progress: Progress): Promise<StartResult> {
  const cloud = await Cloud.open({}, progress);
  await recover(cloud, progress);
  progress.step("Running pulumi up with the policy pack");
  const interrupt = new AbortController();
  const noteInterrupt = (): void => {
    interrupt.abort();
  };
  process.once("SIGINT", noteInterrupt);
  const { code } = await cloud.pulumi(
    ["up", "--yes", "--skip-preview", ...policyPack(), "--suppress-outputs"],
    "stderr",
  );
  process.off("SIGINT", noteInterrupt);
  if (interrupt.signal.aborted) throw new UserError("interrupted", "Run `npm start` again to continue.");
  if (code !== 0) {
    throw new UserError(
      "pulumi up failed: see the output above",
      "Fix the cause and run `npm start` again to continue.",
    );
  }
  const { apiUrl } = await cloud.outputs();
  if (typeof apiUrl !== "string") throw new Error("the stack has no output apiUrl");
  const [pages] = await Promise.all([
    publishPages({ endpoint: cloud.endpoint, apiUrl }),
    untilHealthy(apiUrl),
  ]);
  return {
    apiUrl,
    endpointUrl: cloud.endpoint,
    outboxUrl: `${cloud.endpoint}/_ministack/sns/sms-messages`,
    ...pages,
  };
}

/** Waits up to 30 s for the first answer: the first call starts a Lambda worker. */
async function untilHealthy(apiUrl: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  let last: string;
  do {
    try {
      const answer = await fetch(`${apiUrl}/health`, { signal: AbortSignal.timeout(10_000) });
      if (answer.ok) return;
      last = `${String(answer.status)} ${await answer.text()}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  } while (Date.now() < deadline);
  throw new UserError(
    `${apiUrl}/health does not answer 200: ${last}`,
    "See the emulator's log: `npm run stop`, then `npm start`.",
  );
}
