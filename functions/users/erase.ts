import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { s3 } from "../shared/s3";
import { sqsConsumer } from "../shared/sqs-consumer";
import { eraseUser } from "./erasure/service";
import { deletionStore } from "./erasure/deletion-store";
import { erasure } from "./erasure/queue";
import { erasureStore } from "./erasure/erasure-store";

/** Consumes the erasure queue. The event source must report batch item failures. */
export const handler = sqsConsumer("erase-user", erasure, () => {
  const stores = {
    deletion: deletionStore(dynamoDb, tables("users", "preferences", "approvals", "codes")),
    erasure: erasureStore(
      { dynamoDb, s3 },
      tables("sessions", "memberships", "users", "approvals"),
      environment("PHOTOS_BUCKET").PHOTOS_BUCKET,
    ),
  };

  return async ({ userId }) => {
    await eraseUser(stores, userId);
    return "done";
  };
});
