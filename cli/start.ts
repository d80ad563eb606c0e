import { parseArguments } from "../common/arguments";
import { Cloud } from "../local/cloud";
import { UserError } from "../common/errors";
import { policyPack } from "../ops/policy-pack";
import { terminalProgress, type Progress } from "../common/progress";
import { recover } from "../local/recover";
import { publishPages, type PageUrls } from "../local/reference";

const HELP = `Usage: npm start [-- --json]

Brings the whole platform up on the local cloud: gets what is missing, starts the emulator, runs
\`pulumi up\` on the stack "local" with the policy pack on, and waits until the API answers.
Run it again after any change, or after anything was interrupted: it converges.

  --json    end with one line of JSON on stdout: {apiUrl, endpointUrl, outboxUrl,
            referenceUrl, outboxPageUrl}
  --help    show this

Environment: SJC1990APP_PORT chooses the port of the local cloud (4566).
To save a moment in scripts: npm start --silent -- --json
`;

/** What a script needs to use the running platform. */
export interface StartResult extends PageUrls {
  /** Where the API answers. */
  apiUrl: string;
  /** The emulator's endpoint, for AWS clients. */
  endpointUrl: string;
  /** Text messages that were sent: \`?phoneNumber=\` with the number, its plus sign as %2B. */
  outboxUrl: string;
}

export async function main(argv: string[]): Promise<number> {
  const { values } = parseArguments("npm start", {
    args: argv,
    options: { json: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const result = await start(terminalProgress());
  if (values.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(report(result));
  return 0;
}

/**
 * Brings the platform up and waits until its API answers.
 * @throws UserError when the update fails; the CLI has said why by then.
 */
export async function start(progress: Progress): Promise<StartResult> {
  const cloud = await Cloud.open({}, progress);
  await recover(cloud, progress);
  progress.step("pulumi up, with the policy pack");
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
  if (interrupt.signal.aborted)
    throw new UserError("interrupted", "What is done is kept: run `npm start` again to go on.");
  if (code !== 0) {
    throw new UserError(
      "pulumi up failed: see above",
      "Mend it and run `npm start` again: what is done is kept.",
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

/** Waits until the API says that it is well, for half a minute at most: the first call starts a worker. */
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

function report({ apiUrl, endpointUrl, outboxUrl, referenceUrl, outboxPageUrl }: StartResult): string {
  return `
The platform is up.

  API             ${apiUrl}
  API reference   ${referenceUrl}
  Message outbox  ${outboxPageUrl}
  AWS endpoint    ${endpointUrl}

Sign in by the two pages, or here:
  curl -s ${apiUrl}/auth/register -H 'content-type: application/json' \\
    -d '{"phoneNumber":"+85291234567","name":"Chan Tai Man"}'
  curl -s '${outboxUrl}?phoneNumber=%2B85291234567'      # shows the code
  curl -s ${apiUrl}/auth/verify -H 'content-type: application/json' \\
    -d '{"phoneNumber":"+85291234567","code":"<code>"}'

npm run stop ends it and keeps its data; npm run reset ends it and removes them.
`;
}
