import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { endSession } from "./sessions/end-session";
import { logout } from "./routes";

/**
 * `POST /auth/logout`: deletes the session of the access token, which also invalidates its refresh token. The body is
 * ignored, also a malformed one: callers may only end the session that they proved to hold, and can always end it.
 */
export const handler = apiHandler(logout, () => {
  const { sessions } = tables("sessions");

  return async ({ caller }) => {
    await endSession(dynamoDb, sessions, caller.sessionId);
    return ok({ message: "You are signed out." });
  };
});
