import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { s3 } from "../shared/s3";
import { sqsConsumer } from "../shared/sqs-consumer";
import { eraseUser } from "./erasure/service";
import { deletionStore } from "./erasure/deletion-store";
import { erasure } from "./erasure/queue";
import { erasureStore } from "./erasure/erasure-store";

/** Consumes the erasure queue. The event source must report batch item failures. */
export const handler = sqsConsumer("erase-user", erasure, () => {
  const env = environment(
    "USERS_TABLE",
    "USER_PREFERENCES_TABLE",
    "PENDING_APPROVALS_TABLE",
    "VERIFICATION_CODES_TABLE",
    "SESSIONS_TABLE",
    "USER_CLASSROOMS_TABLE",
    "PHOTOS_BUCKET",
  );
  const stores = {
    deletion: deletionStore(dynamoDb, {
      users: env.USERS_TABLE,
      preferences: env.USER_PREFERENCES_TABLE,
      approvals: env.PENDING_APPROVALS_TABLE,
      codes: env.VERIFICATION_CODES_TABLE,
    }),
    erasure: erasureStore(
      { dynamoDb, s3 },
      {
        sessions: env.SESSIONS_TABLE,
        memberships: env.USER_CLASSROOMS_TABLE,
        users: env.USERS_TABLE,
        bucket: env.PHOTOS_BUCKET,
      },
    ),
  };

  return async ({ userId }) => {
    await eraseUser(stores, userId);
    return "done";
  };
});
