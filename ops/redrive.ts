import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

import { UserError } from "../common/errors";
import { repoRoot } from "../common/paths";
import { findDeadLetters, redrive, type Clients, type DeadLetters } from "./dead-letters";

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
  const place = placeOf(stack);
  return aws(async () => {
    const { region } = place;
    await refuseOtherAccount(new STSClient({ region }), stack, place.account);
    // The URL of a queue names a host of AWS, also where an endpoint is set.
    const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
    const clients = { sqs, lambda: new LambdaClient({ region }) };
    const chosen = choose(await findDeadLetters(clients, stack), stack, queue);
    const all = [];
    for (const letters of chosen) all.push(await work(clients, letters, dryRun, say));
    return all.every((nothingLeft) => nothingLeft);
  });
}

/** Where a stage lives, as its file of settings says. */
function placeOf(stage: string): { region: string; account: string } {
  const stages = readdirSync(repoRoot).flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1] ?? []);
  const file = path.join(repoRoot, `Pulumi.${stage}.yaml`);
  if (!stages.includes(stage) || !existsSync(file))
    throw new UserError(`there is no stage "${stage}"`, `Stages: ${stages.join(", ")}`);
  const settings = readFileSync(file, "utf8");
  const region = /^\s*aws:region:\s*["']?([a-z0-9-]+)/m.exec(settings)?.[1];
  const account = /^\s*aws:allowedAccountIds:[^\d]*(\d{12})/m.exec(settings)?.[1];
  if (region === undefined || account === undefined) {
    const missing = region === undefined ? "aws:region" : "aws:allowedAccountIds";
    throw new UserError(
      `Pulumi.${stage}.yaml has no ${missing}`,
      `pulumi config set --stack ${stage} ${missing} …`,
    );
  }
  return { region, account };
}

/** Two stages may have queues of the same names in two accounts: the credentials must be of the right one. */
async function refuseOtherAccount(sts: STSClient, stage: string, account: string): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== account)
    throw new UserError(
      `the stage "${stage}" is in the account ${account}, your credentials are of ${String(Account)}`,
      "Sign in to that account, e.g. with AWS_PROFILE=<name>.",
    );
}

/** @param queue a queue's name, its own or that of its dead letters, without project and stage. */
function choose(
  all: readonly DeadLetters[],
  stage: string,
  queue: string | undefined,
): readonly DeadLetters[] {
  if (all.length === 0)
    throw new UserError(
      `the stage "${stage}" has no queues`,
      `Is it up? npm run pulumi -- stack --stack ${stage}`,
    );
  if (queue === undefined) return all;
  const found = all.filter((letters) => letters.thing === queue || nameOf(letters) === queue);
  if (found.length === 0)
    throw new UserError(`there is no queue "${queue}"`, `Queues: ${all.map(nameOf).join(", ")}`);
  return found;
}

function nameOf(letters: DeadLetters): string {
  return letters.kind === "messages" ? letters.source.thing : letters.thing;
}

/** @returns whether nothing is left there that this command was to put back. */
async function work(
  clients: Clients,
  letters: DeadLetters,
  dryRun: boolean,
  print: (line: string) => void,
): Promise<boolean> {
  const { kind, name, waiting, held } = letters;
  const target = kind === "messages" ? letters.source.name : letters.functions.join(", ");
  const say = (text: string): void => print(`${name} → ${target}: ${text}`);
  const seen = `${count(waiting)}${held === 0 ? "" : `, and ${String(held)} that somebody has received`}`;
  if (dryRun) {
    say(seen);
    return true;
  }
  const { moved, left } = await redrive(clients, letters);
  say(`${count(moved)} put back`);
  if (left > 0)
    print(
      `  ${count(left)} left, which tell of no call: docs/runbooks/dead-letters.md says what to do by hand`,
    );
  if (held > 0) print(`  ${count(held)} somebody had received: run it again when they have been given back`);
  return left === 0 && held === 0;
}

function count(messages: number): string {
  return `${String(messages)} ${messages === 1 ? "message" : "messages"}`;
}

/** What AWS or the way to it refuses is nothing that a stack trace helps with. */
async function aws<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    const { code = error.message } = error as NodeJS.ErrnoException;
    if (/ECONNREFUSED|ENOTFOUND/.test(code)) {
      const endpoint = process.env["AWS_ENDPOINT_URL"] ?? "AWS";
      throw new UserError(`nothing answers at ${endpoint}`, "Is the local cloud up? npm start");
    }
    if (error.name === "CredentialsProviderError")
      throw new UserError("there are no credentials for AWS", "Sign in, e.g. with AWS_PROFILE=<name>.");
    if ("$metadata" in error)
      throw new UserError(
        `AWS refused: ${error.name}: ${error.message}`,
        "Nothing is lost; mend that and run it again.",
      );
    throw error;
  }
}
