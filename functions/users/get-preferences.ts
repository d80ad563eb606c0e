import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { readPreferences } from "./preferences/service";
import { preferencesStore } from "./preferences/store";
import { getPreferences } from "./routes";

/** `GET /users/{userId}/preferences`. */
export const handler = apiHandler(getPreferences, () => {
  const store = preferencesStore(dynamoDb, tables("users", "preferences"));

  return async ({ userId }) => ok(await readPreferences(store, userId));
});
