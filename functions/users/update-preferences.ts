import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { changePreferences } from "./preferences/service";
import { preferencesStore } from "./preferences/store";
import { updatePreferences } from "./routes";

/** `PUT /users/{userId}/preferences`. */
export const handler = apiHandler(updatePreferences, () => {
  const store = preferencesStore(dynamoDb, tables("users", "preferences"));

  return async ({ body, userId }) => ok(await changePreferences(store, userId, body));
});
