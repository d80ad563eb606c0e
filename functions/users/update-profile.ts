import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { readPhoneKeys } from "./profile/phone-keys";
import { changeProfile } from "./profile/service";
import { profileWriter } from "./profile/store";
import { updateProfile } from "./routes";

/** `PUT /users/{userId}/profile`. */
export const handler = apiHandler(updateProfile, () => {
  const env = environment("PHONE_PARAMETER", "PHOTOS_DOMAIN");
  const deps = {
    store: profileWriter(dynamoDb, tables("users", "approvals")),
    phoneKeys: readPhoneKeys(env.PHONE_PARAMETER),
    photosDomain: env.PHOTOS_DOMAIN,
  };

  return async ({ body, userId }) => ok(await changeProfile(deps, userId, body));
});
