import { dynamoDb } from "../shared/aws";
import { positiveInteger, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { count } from "../shared/metrics";
import { approve } from "./approvals/service";
import { approvalStore } from "./approvals/store";
import { approve as route } from "./routes";

/** `POST /auth/approve/{userId}`. */
export const handler = apiHandler(route, () => {
  const required = positiveInteger("APPROVALS_REQUIRED");
  const deps = {
    store: approvalStore(dynamoDb, tables("users", "approvals")),
    onDecided: () => count("Approvals"),
    now: Date.now,
  };

  return async ({ caller, userId }) => {
    const status = await approve(deps, caller, userId, required);
    const message =
      status === "approved" ? "The user is approved." : "Your vote was counted. More votes are needed.";
    return ok({ message, userId, status });
  };
});
