import type { Context, EventBridgeEvent } from "aws-lambda";

import { dynamoDb } from "../shared/aws";
import { defined } from "../shared/defined";
import { environment, optionalEnvironment, positiveInteger, tables } from "../shared/env";
import { annotate, mask, startLine } from "../shared/log";
import { count } from "../shared/metrics";
import { checkHealth } from "./check";
import { smokeTest } from "./smoke/run";
import { smokeStore, type SmokeStore } from "./smoke/store";

/** The fields that the code reads from the event. */
type Scheduled = Pick<EventBridgeEvent<"Scheduled Event", unknown>, "id">;

/**
 * Calls the public health URL, or runs the smoke test when it is due, and counts `HealthChecks`: 1 if it passed in time,
 * else 0. Never throws: a failed check is a result, and a check that did not run is missing data, on which the alarm
 * fires, too.
 */
export async function handler({ id }: Scheduled, context: Context | undefined): Promise<void> {
  const log = startLine({ requestId: id, route: "SCHEDULE health-check" }, context);
  const smoke = await dueSmokeTest(Date.now());
  const errorCode = smoke === undefined ? await healthProblem() : await smokeProblem(smoke);
  count("HealthChecks", errorCode === undefined ? 1 : 0);
  log(defined({ status: 200, errorCode }));
}

async function healthProblem(): Promise<string | undefined> {
  const health = await checkHealth(`${environment("API_URL").API_URL}/health`);
  return health === "ok" ? undefined : health;
}

/** A smoke test that is due, and its store. */
interface Due {
  store: SmokeStore;
  /** Whether the one before failed. */
  again: boolean;
}

/**
 * The smoke test that takes the place of this health check: one every `SMOKE_MINUTES`, and the next check after one that
 * failed, so that the alarm, which waits for two failures in a row, sees the second soon.
 * @param now epoch ms.
 */
async function dueSmokeTest(now: number): Promise<Due | undefined> {
  if (optionalEnvironment("SMOKE_MINUTES") === undefined) return undefined;
  const minutes = positiveInteger("HEALTH_CHECK_MINUTES");
  const check = Math.floor(now / (minutes * 60_000));
  const store = smokeStore(dynamoDb, tables("operations", "codes"));
  // A store that cannot be read is a reason to test.
  const again = await store.hasFailed().catch(() => true);
  return again || check % (positiveInteger("SMOKE_MINUTES") / minutes) === 0 ? { store, again } : undefined;
}

async function smokeProblem({ store, again }: Due): Promise<string | undefined> {
  const env = environment("STAGE", "API_URL", "VERSION", "PHOTOS_DOMAIN");
  try {
    const { passed, journeys } = await smokeTest({
      // Without the key of the integrations: the function would hold a secret that it needs for nothing else.
      target: {
        ...{ stage: env.STAGE, apiUrl: env.API_URL },
        ...{ photosDomain: env.PHOTOS_DOMAIN, version: env.VERSION },
      },
      store,
      ...defined({ endpoint: optionalEnvironment("AWS_ENDPOINT_URL") }),
      signal: new AbortController().signal,
      onStep: () => undefined,
      // Its record stays, and the next run tries again.
      onLeftover: () => undefined,
      now: Date.now,
    });
    const reasons = journeys.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [`${name}: ${reason}`],
    );
    if (!passed) annotate({ problems: reasons.map(mask) });
    if (passed === again) await store.setFailed(!passed);
    return passed ? undefined : "smoke_test_failed";
  } catch (error) {
    annotate({ problems: [mask(String(error))] });
    return "smoke_test_not_run";
  }
}
