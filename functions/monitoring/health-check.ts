import type { Context, EventBridgeEvent } from "aws-lambda";

import { environment } from "../shared/env";
import { startLine } from "../shared/log";
import { count } from "../shared/metrics";
import { checkHealth } from "./check";

/** The fields that the code reads from the event. */
type Scheduled = Pick<EventBridgeEvent<"Scheduled Event", unknown>, "id">;

/**
 * Calls the public health URL and counts `HealthChecks`: 1 if it answered with 200 in time, else 0. Never throws: a failed
 * check is a result, and a check that did not run is missing data, on which the alarm fires, too.
 */
export async function handler({ id }: Scheduled, context: Context | undefined): Promise<void> {
  const log = startLine({ requestId: id, route: "SCHEDULE health-check" }, context);
  const health = await checkHealth(environment("HEALTH_URL").HEALTH_URL);
  count("HealthChecks", health === "ok" ? 1 : 0);
  log(health === "ok" ? { status: 200 } : { status: 200, errorCode: health });
}
