import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { readPreferences } from "./preferences/service";
import { preferencesStore } from "./preferences/store";
import { getPreferences } from "./routes";

/** `GET /users/{userId}/preferences`. */
export const handler = apiHandler(getPreferences, () => {
  const env = environment("USERS_TABLE", "USER_PREFERENCES_TABLE");
  const store = preferencesStore(dynamoDb, {
    users: env.USERS_TABLE,
    preferences: env.USER_PREFERENCES_TABLE,
  });

  return async ({ userId }) => ok(await readPreferences(store, userId));
});
