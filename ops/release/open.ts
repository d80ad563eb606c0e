import { setTimeout as delay } from "node:timers/promises";

import { ResourceNotFoundException } from "@aws-sdk/client-dynamodb";

import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { Ledger } from "../operations/ledger";
import { takeLock } from "../operations/lock";
import { OperationsTable } from "../operations/table";
import { withAwsErrors } from "../stages/aws-errors";
import { interruptible } from "../../common/interrupt";
import { openStage, type Stage } from "../stages/stage";
import { actor } from "./program";
import type { Operation } from "./release";
import { services, type Evidence, type Services } from "./services";
import { StagePlatform } from "./stage-platform";

/** What a release or a rollback of a stage works with. */
export function operationOn(
  stage: Stage,
  signal: AbortSignal,
  progress: Progress,
  others: Services = services,
  evidence: Evidence = {},
): Operation {
  const table = OperationsTable.of(stage);
  return {
    by: actor(),
    ledger: new Ledger(table),
    lock: () =>
      takeLock(table, "release", {
        // Whoever starts the workflow of a lost runner again comes before the lock expires.
        wait(ms, holder) {
          progress.step(
            `Waiting ${String(Math.ceil(ms / 1_000))} s for ${holder}, whose lock may be abandoned`,
          );
          return delay(ms, undefined, { signal });
        },
      }),
    platform: (either) => new StagePlatform(stage, others, { signal: either, progress, ...evidence }),
    signal,
    progress,
  };
}

/** Opens a stage for a release or a rollback, which ends in an orderly way when the process is asked to end. */
export async function onStage<T>(
  stack: string,
  progress: Progress,
  work: (stage: Stage, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return interruptible(
    async (signal) => {
      const stage = await openStage(stack, progress);
      return withAwsErrors(() => work(stage, signal), "Fix the cause and run this again.").catch(
        (error: unknown) => {
          throw isMissingTable(error) ? notDeployed(stack) : error;
        },
      );
    },
    { notice: "Interrupted: stopping at the next safe point. A second Ctrl-C ends this at once." },
  );
}

function isMissingTable(error: unknown): boolean {
  return error instanceof UserError && error.message.includes(ResourceNotFoundException.name);
}

function notDeployed(stack: string): UserError {
  return new UserError(
    `the stage ${stack} has no table for its releases`,
    stack === "local"
      ? "Deploy it for the first time: npm start"
      : `Deploy it for the first time: npm run pulumi -- up --stack ${stack}. See docs/deploy-to-aws.md.`,
  );
}
