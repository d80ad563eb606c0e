import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { readPhoneKeys } from "./profile/phone-keys";
import { showUser } from "./profile/service";
import { profileReader } from "./profile/store";
import { getProfile } from "./routes";

/** `GET /users/{userId}`. */
export const handler = apiHandler(getProfile, () => {
  const env = environment(
    "USERS_TABLE",
    "USER_PREFERENCES_TABLE",
    "USER_CLASSROOMS_TABLE",
    "PHONE_PARAMETER",
    "PHOTOS_DOMAIN",
  );
  const deps = {
    store: profileReader(dynamoDb, {
      users: env.USERS_TABLE,
      preferences: env.USER_PREFERENCES_TABLE,
      memberships: env.USER_CLASSROOMS_TABLE,
    }),
    phoneKeys: readPhoneKeys(env.PHONE_PARAMETER),
    photosDomain: env.PHOTOS_DOMAIN,
  };

  return async ({ caller, userId }) => ok(await showUser(deps, caller, userId));
});
