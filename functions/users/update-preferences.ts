import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { changePreferences } from "./preferences/service";
import { preferencesStore } from "./preferences/store";
import { updatePreferences } from "./routes";

/** `PUT /users/{userId}/preferences`. */
export const handler = apiHandler(updatePreferences, () => {
  const env = environment("USERS_TABLE", "USER_PREFERENCES_TABLE");
  const store = preferencesStore(dynamoDb, {
    users: env.USERS_TABLE,
    preferences: env.USER_PREFERENCES_TABLE,
  });

  return async ({ body, userId }) => ok(await changePreferences(store, userId, body));
});
