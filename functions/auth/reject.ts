import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { reject } from "./approvals/service";
import { approvalStore } from "./approvals/store";
import { reject as route } from "./routes";

/** `POST /auth/reject/{userId}`. */
export const handler = apiHandler(route, () => {
  const env = environment("USERS_TABLE", "PENDING_APPROVALS_TABLE");
  const store = approvalStore(dynamoDb, { users: env.USERS_TABLE, approvals: env.PENDING_APPROVALS_TABLE });

  return async ({ caller, userId, body }) => {
    await reject({ store, now: Date.now }, caller, userId, body.reason);
    return ok({ message: "The user is rejected.", userId, reason: body.reason });
  };
});
