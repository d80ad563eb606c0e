import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { logoutStore } from "./sessions/logout-store";
import { logout } from "./routes";

/**
 * `POST /auth/logout`: ends the session of the access token, and so its refresh token. A refresh token in the body
 * is not looked at: its own session ends anyway, an outdated one must keep nobody in, and that of another session
 * must not end what the caller did not prove to hold.
 */
export const handler = apiHandler(logout, () => {
  const { SESSIONS_TABLE } = environment("SESSIONS_TABLE");
  const store = logoutStore(dynamoDb, SESSIONS_TABLE);

  return async ({ caller }) => {
    await store.endSession(caller.sessionId);
    return ok({ message: "You are signed out." });
  };
});
