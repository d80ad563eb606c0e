import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { exportPage } from "./export/service";
import { exportStore } from "./export/store";
import { readPhoneKeys } from "./profile/phone-keys";
import { exportUser } from "./routes";

/** `GET /users/{userId}/export`. */
export const handler = apiHandler(exportUser, () => {
  const env = environment(
    "USERS_TABLE",
    "USER_PREFERENCES_TABLE",
    "PENDING_APPROVALS_TABLE",
    "USER_CLASSROOMS_TABLE",
    "SESSIONS_TABLE",
    "PHONE_PARAMETER",
    "PHOTOS_DOMAIN",
  );
  const deps = {
    store: exportStore(dynamoDb, {
      users: env.USERS_TABLE,
      preferences: env.USER_PREFERENCES_TABLE,
      approvals: env.PENDING_APPROVALS_TABLE,
      memberships: env.USER_CLASSROOMS_TABLE,
      sessions: env.SESSIONS_TABLE,
    }),
    phoneKeys: readPhoneKeys(env.PHONE_PARAMETER),
    photosDomain: env.PHOTOS_DOMAIN,
    now: Date.now,
  };

  return async ({ query, userId }) => ok(await exportPage(deps, userId, query.cursor));
});
