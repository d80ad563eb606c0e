import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { count } from "../shared/metrics";
import { reject } from "./approvals/service";
import { approvalStore } from "./approvals/store";
import { reject as route } from "./routes";

/** `POST /auth/reject/{userId}`. */
export const handler = apiHandler(route, () => {
  const deps = {
    store: approvalStore(dynamoDb, tables("users", "approvals")),
    onDecided: () => count("Rejections"),
    now: Date.now,
  };

  return async ({ caller, userId, body }) => {
    await reject(deps, caller, userId, body.reason);
    return ok({ message: "The user is rejected.", userId, reason: body.reason });
  };
});
