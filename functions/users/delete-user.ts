import { dynamoDb, sqs } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler } from "../shared/http";
import { deleteUser as remove } from "./erasure/service";
import { deletionStore } from "./erasure/deletion-store";
import { erasureQueue } from "./erasure/queue";
import { deleteUser } from "./routes";

/** `DELETE /users/{userId}`. */
export const handler = apiHandler(deleteUser, () => {
  const env = environment(
    "USERS_TABLE",
    "USER_PREFERENCES_TABLE",
    "PENDING_APPROVALS_TABLE",
    "VERIFICATION_CODES_TABLE",
    "ERASURE_QUEUE_URL",
  );
  const deps = {
    store: deletionStore(dynamoDb, {
      users: env.USERS_TABLE,
      preferences: env.USER_PREFERENCES_TABLE,
      approvals: env.PENDING_APPROVALS_TABLE,
      codes: env.VERIFICATION_CODES_TABLE,
    }),
    queue: erasureQueue(sqs, env.ERASURE_QUEUE_URL),
  };

  return async ({ userId }) => {
    await remove(deps, userId);
    return { status: 202, body: { message: "The account is being deleted." } };
  };
});
