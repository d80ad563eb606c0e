import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { waiting } from "./approvals/service";
import { waitingStore } from "./approvals/store";
import { pendingApprovals } from "./routes";

/** `GET /auth/pending-approvals`. */
export const handler = apiHandler(pendingApprovals, () => {
  const store = waitingStore(dynamoDb, tables("approvals").approvals);

  return async ({ query }) => {
    const { approvals, nextCursor } = await waiting(store, query);
    return ok({
      approvals: approvals.map(({ userId, name, status, requestedAt, phoneMasked }) => ({
        ...{ userId, name, status, requestedAt },
        phoneNumber: phoneMasked,
      })),
      count: approvals.length,
      nextCursor,
    });
  };
});
