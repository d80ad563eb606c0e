import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { OutputMap } from "@pulumi/pulumi/automation";

import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import type { Target } from "../../functions/monitoring/smoke/journeys";
import type { SmokeReport } from "../../functions/monitoring/smoke/report";
import { smokeTest } from "../../functions/monitoring/smoke/run";
import { smokeStore } from "../../functions/monitoring/smoke/store";
import { defined } from "../../functions/shared/defined";
import { physicalName } from "../../infra/lib/names";
import { withAwsErrors } from "../stages/aws-errors";
import type { Stage } from "../stages/stage";

export type { JourneyResult, SmokeReport } from "../../functions/monitoring/smoke/report";
export { smokeText } from "./text";

/** Options of {@link runSmoke}. */
export interface SmokeOptions {
  /** Ends the journeys early. The user of the run is deleted first. */
  signal: AbortSignal;
  progress: Progress;
  /** Version that must serve; null: any, e.g. while two serve. Default: that of the stack's last deployment. */
  version?: string | null;
  /** Current time, epoch ms. Default: the system's. */
  now?: () => number;
}

/**
 * Runs the critical journeys against a stage, through its public URL, as a synthetic user that the run creates and
 * deletes. See docs/operations.md.
 * @throws UserError for a stage that is not deployed, and for credentials that may not run it.
 */
export async function runSmoke(stage: Stage, options: SmokeOptions): Promise<SmokeReport> {
  const { signal, progress, version, now = Date.now } = options;
  const target = targetOf(stage, await stage.outputs());
  const client = new DynamoDBClient(stage.aws);
  const tables = {
    operations: physicalName("operations", stage.place),
    codes: physicalName("verification-codes", stage.place),
  };
  progress.step(`Testing ${target.apiUrl} as a synthetic user`);
  const parts = defined({
    ...{ signal, now, store: smokeStore(client, tables), endpoint: stage.aws.endpoint },
    target: version === undefined ? target : defined({ ...target, version: version ?? undefined }),
  });
  const callbacks = {
    onStep: (step: string) => {
      progress.detail(step);
    },
    onLeftover: (reason: string) => {
      progress.warn(`The user of an earlier run was not deleted (${reason}). The next run tries again.`);
    },
  };
  return withAwsErrors(
    () => smokeTest({ ...parts, ...callbacks }),
    "Use the role deploy-<stage>, or credentials with the permissions of smoke in docs/operations.md.",
  );
}

/** What the outputs of the stack say. @throws UserError when it is not deployed. */
function targetOf({ name }: Stage, outputs: OutputMap): Target {
  const read = (output: string): string | undefined => {
    const value: unknown = outputs[output]?.value;
    return typeof value === "string" ? value : undefined;
  };
  const [apiUrl, photosDomain] = [read("apiUrl"), read("photosDomain")];
  if (apiUrl === undefined || photosDomain === undefined)
    throw new UserError(`the stage "${name}" is not deployed`, `Deploy it first: see docs/operations.md.`);
  return defined({
    ...{ stage: name, apiUrl, photosDomain },
    ...{ apiKey: read("apiKey"), version: read("version") },
  });
}
