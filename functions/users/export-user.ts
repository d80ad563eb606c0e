import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { exportPage } from "./export/service";
import { exportStore } from "./export/store";
import { readPhoneKeys } from "./profile/phone-keys";
import { exportUser } from "./routes";

/** `GET /users/{userId}/export`. */
export const handler = apiHandler(exportUser, () => {
  const env = environment("PHONE_PARAMETER", "PHOTOS_DOMAIN");
  const deps = {
    store: exportStore(dynamoDb, tables("users", "preferences", "approvals", "memberships", "sessions")),
    phoneKeys: readPhoneKeys(env.PHONE_PARAMETER),
    photosDomain: env.PHOTOS_DOMAIN,
    now: Date.now,
  };

  return async ({ query, userId }) => ok(await exportPage(deps, userId, query.cursor));
});
