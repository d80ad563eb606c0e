import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { logoutStore } from "./sessions/logout-store";
import { logout } from "./routes";

/**
 * `POST /auth/logout`: deletes the session of the access token, which also invalidates its refresh token. A refresh
 * token in the body is ignored: callers may only end the session that they proved to hold.
 */
export const handler = apiHandler(logout, () => {
  const { SESSIONS_TABLE } = environment("SESSIONS_TABLE");
  const store = logoutStore(dynamoDb, SESSIONS_TABLE);

  return async ({ caller }) => {
    await store.endSession(caller.sessionId);
    return ok({ message: "You are signed out." });
  };
});
