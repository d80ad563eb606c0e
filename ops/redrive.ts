import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

import { UserError } from "../common/errors";
import { repoRoot } from "../common/paths";
import { findDeadLetterQueues, redrive, type Clients, type DeadLetterQueue } from "./dead-letters";
import { StageFile } from "./secrets/stage-file";
import { withAwsErrors } from "./stages/aws-errors";

/** What {@link redriveStage} needs. */
export interface RedriveArgs {
  /** The stage, e.g. `prod`. */
  stack: string;
  /** One queue only, by its name without project and stage. Default: all. */
  queue?: string | undefined;
  /** Report the messages and leave them. */
  dryRun: boolean;
}

/**
 * Moves dead-letter messages of a stage back to their source queue or function.
 * @param say called with each line of the report.
 * @returns whether nothing is left to move.
 * @throws UserError for an unknown stage or queue, and when AWS refuses.
 */
export async function redriveStage(
  { stack, queue, dryRun }: RedriveArgs,
  say: (line: string) => void,
): Promise<boolean> {
  const { region, account } = placeOf(stack);
  return withAwsErrors(async () => {
    await refuseOtherAccount(new STSClient({ region }), stack, account);
    // Queue URLs have a host name of AWS, also where AWS_ENDPOINT_URL is set.
    const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
    const clients = { sqs, lambda: new LambdaClient({ region }) };
    const chosen = choose(await findDeadLetterQueues(clients, stack), stack, queue);
    let done = true;
    for (const one of chosen) done = (await redriveQueue(clients, one, dryRun, say)) && done;
    return done;
  }, "No message is lost. Fix the cause and run the command again.");
}

/** Region and account of a stage, from its file. */
function placeOf(stage: string): { region: string; account: string } {
  const file = StageFile.read(repoRoot, stage);
  const setting = (key: string): string => {
    const [value] = [file.plain()[key]].flat();
    if (typeof value === "string") return value;
    throw new UserError(
      `${file.name} has no ${key}`,
      `Set it: npm run pulumi -- config set ${key} … --stack ${stage}`,
    );
  };
  return { region: setting("aws:region"), account: setting("aws:allowedAccountIds") };
}

/** Stages in different accounts may have queues of the same name. */
async function refuseOtherAccount(sts: STSClient, stage: string, account: string): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== account)
    throw new UserError(
      `the stage "${stage}" is in account ${account}; your credentials are for ${String(Account)}`,
      "Sign in to that account, e.g. with AWS_PROFILE=<name>.",
    );
}

/** @param queue name of the source queue or the dead-letter queue, without project and stage. */
function choose(
  all: readonly DeadLetterQueue[],
  stage: string,
  queue: string | undefined,
): readonly DeadLetterQueue[] {
  if (all.length === 0)
    throw new UserError(
      `the stage "${stage}" has no dead-letter queues`,
      `Is it deployed? npm run pulumi -- stack --stack ${stage}`,
    );
  if (queue === undefined) return all;
  const found = all.filter((one) => one.thing === queue || nameOf(one) === queue);
  if (found.length === 0)
    throw new UserError(`unknown queue "${queue}"`, `Queues: ${all.map(nameOf).join(", ")}`);
  return found;
}

function nameOf(queue: DeadLetterQueue): string {
  return queue.kind === "messages" ? queue.source.thing : queue.thing;
}

/** @returns whether nothing is left to move. */
async function redriveQueue(
  clients: Clients,
  queue: DeadLetterQueue,
  dryRun: boolean,
  say: (line: string) => void,
): Promise<boolean> {
  const { kind, name, waiting, held } = queue;
  const target = kind === "messages" ? queue.source.name : queue.functions.join(", ");
  if (dryRun) {
    say(`${name} → ${target}: ${count(waiting)}${held === 0 ? "" : `, and ${String(held)} in flight`}`);
    return true;
  }
  const { moved, left } = await redrive(clients, queue);
  say(`${name} → ${target}: ${count(moved)} moved back`);
  if (left > 0) say(`  ${count(left)} left that cannot be moved back: see docs/runbooks/dead-letters.md`);
  if (held > 0) say(`  ${count(held)} in flight: run the command again when they are visible again`);
  return left === 0 && held === 0;
}

function count(messages: number): string {
  return `${String(messages)} ${messages === 1 ? "message" : "messages"}`;
}
