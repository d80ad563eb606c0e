import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { approve } from "./approvals/service";
import { approvalStore } from "./approvals/store";
import { approve as route } from "./routes";

/** `POST /auth/approve/{userId}`. */
export const handler = apiHandler(route, () => {
  const required = Number(environment("APPROVALS_REQUIRED").APPROVALS_REQUIRED);
  if (!Number.isInteger(required) || required < 1)
    throw new Error("APPROVALS_REQUIRED must be a positive integer");
  const store = approvalStore(dynamoDb, tables("users", "approvals"));

  return async ({ caller, userId }) => {
    const status = await approve({ store, now: Date.now }, caller, userId, required);
    const message =
      status === "approved" ? "The user is approved." : "Your vote was counted. More votes are needed.";
    return ok({ message, userId, status });
  };
});
