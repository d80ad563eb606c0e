import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { readPhoneKeys } from "./profile/phone-keys";
import { changeProfile } from "./profile/service";
import { profileWriter } from "./profile/store";
import { updateProfile } from "./routes";

/** `PUT /users/{userId}/profile`. */
export const handler = apiHandler(updateProfile, () => {
  const env = environment("USERS_TABLE", "PENDING_APPROVALS_TABLE", "PHONE_PARAMETER", "PHOTOS_DOMAIN");
  const deps = {
    store: profileWriter(dynamoDb, { users: env.USERS_TABLE, approvals: env.PENDING_APPROVALS_TABLE }),
    phoneKeys: readPhoneKeys(env.PHONE_PARAMETER),
    photosDomain: env.PHOTOS_DOMAIN,
  };

  return async ({ body, userId }) => ok(await changeProfile(deps, userId, body));
});
