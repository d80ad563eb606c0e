import type { Context, EventBridgeEvent } from "aws-lambda";

import { dynamoDb, sqs } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { startLine } from "../shared/log";
import { withinLimit } from "../shared/time-limit";
import { startDigest } from "./digests/service";
import { digestStore } from "./digests/store";
import { outbox } from "./queue";

/** The fields that the code reads from the event. `time` is the same for all retries of a run. */
type Scheduled = Pick<EventBridgeEvent<"Scheduled Event", unknown>, "id" | "time">;

/** Starts the daily digest of pending approvals. Throws on failure, so that the run is retried. */
export async function handler({ id, time }: Scheduled, context: Context | undefined): Promise<void> {
  const log = startLine({ requestId: id, route: "SCHEDULE digest" }, context);
  try {
    const { NOTIFICATIONS_QUEUE_URL } = environment("NOTIFICATIONS_QUEUE_URL");
    const store = digestStore(dynamoDb, tables("users", "approvals"));
    const date = new Date(time).toISOString().slice(0, 10);
    const deps = { store, outbox: outbox(sqs, NOTIFICATIONS_QUEUE_URL) };
    await withinLimit(context, () => startDigest(deps, date));
    log({ status: 200 });
  } catch (error) {
    log({ status: 500, error });
    // eslint-disable-next-line preserve-caught-error -- Lambda would log it unmasked
    throw new Error("the digest was not started");
  }
}
