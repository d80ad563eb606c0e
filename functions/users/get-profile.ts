import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { readPhoneKeys } from "./profile/phone-keys";
import { showUser } from "./profile/service";
import { profileReader } from "./profile/store";
import { getProfile } from "./routes";

/** `GET /users/{userId}`. */
export const handler = apiHandler(getProfile, () => {
  const env = environment("PHONE_PARAMETER", "PHOTOS_DOMAIN");
  const deps = {
    store: profileReader(dynamoDb, tables("users", "preferences", "memberships")),
    phoneKeys: readPhoneKeys(env.PHONE_PARAMETER),
    photosDomain: env.PHOTOS_DOMAIN,
  };

  return async ({ caller, userId }) => ok(await showUser(deps, caller, userId));
});
