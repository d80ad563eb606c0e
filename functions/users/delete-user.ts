import { dynamoDb, sqs } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler } from "../shared/http";
import { deleteUser as remove } from "./erasure/service";
import { deletionStore } from "./erasure/deletion-store";
import { erasureQueue } from "./erasure/queue";
import { deleteUser } from "./routes";

/** `DELETE /users/{userId}`. */
export const handler = apiHandler(deleteUser, () => {
  const deps = {
    store: deletionStore(dynamoDb, tables("users", "preferences", "approvals", "codes")),
    queue: erasureQueue(sqs, environment("ERASURE_QUEUE_URL").ERASURE_QUEUE_URL),
  };

  return async ({ userId }) => {
    await remove(deps, userId);
    return { status: 202, body: { message: "The account is being deleted." } };
  };
});
