/** Begins a smoke test as a process of its own, which kills itself before the step that the test names. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { Target } from "../../../functions/monitoring/smoke/journeys";
import { smokeTest } from "../../../functions/monitoring/smoke/run";
import { smokeStore } from "../../../functions/monitoring/smoke/store";

/** What the process does. */
export interface Plan {
  target: Target;
  aws: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  tables: { operations: string; codes: string };
  /** The step before which it dies. */
  step: string;
}

const { target, aws, tables, step } = JSON.parse(process.env["PLAN"] ?? "") as Plan;

void smokeTest({
  ...{ target, endpoint: aws.endpoint, store: smokeStore(new DynamoDBClient(aws), tables), now: Date.now },
  signal: new AbortController().signal,
  onLeftover: () => undefined,
  onStep: (next) => {
    if (next === step) process.kill(process.pid, "SIGKILL");
  },
});
