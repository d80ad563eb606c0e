import type { Context, EventBridgeEvent } from "aws-lambda";

import { dynamoDb, sqs } from "../shared/aws";
import { environment } from "../shared/env";
import { logRequest } from "../shared/log";
import { startDigest } from "./digests/service";
import { digestStore } from "./digests/store";
import { outbox } from "./queue";

/** The fields that the code reads from the event. `time` is the same for all retries of a run. */
type Scheduled = Pick<EventBridgeEvent<"Scheduled Event", unknown>, "id" | "time">;

/** Starts the daily digest of pending approvals. Throws on failure, so that the run is retried. */
export async function handler({ id, time }: Scheduled, context: Context | undefined): Promise<void> {
  const started = performance.now();
  const line = { requestId: id, route: "SCHEDULE digest" };
  const latencyMs = (): number => Math.round(performance.now() - started);
  try {
    const env = environment("USERS_TABLE", "PENDING_APPROVALS_TABLE", "NOTIFICATIONS_QUEUE_URL");
    const store = digestStore(dynamoDb, { users: env.USERS_TABLE, approvals: env.PENDING_APPROVALS_TABLE });
    await startDigest(
      { store, outbox: outbox(sqs, env.NOTIFICATIONS_QUEUE_URL) },
      new Date(time).toISOString().slice(0, 10),
    );
    logRequest({ ...line, status: 200, latencyMs: latencyMs() }, context);
  } catch (error) {
    logRequest({ ...line, status: 500, latencyMs: latencyMs(), error }, context);
    // eslint-disable-next-line preserve-caught-error -- Lambda would log it unmasked
    throw new Error("the digest was not started");
  }
}
