import { dynamoDb } from "../shared/aws";
import { defined } from "../shared/defined";
import { environment, optionalEnvironment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { offerUpload } from "./photos/service";
import type { Credentials } from "./photos/presigned-post";
import { uploadStore } from "./photos/upload-store";
import { requestPhotoUpload } from "./routes";

/** `POST /users/{userId}/profile-photo`. */
export const handler = apiHandler(requestPhotoUpload, () => {
  const env = environment("PHOTOS_BUCKET", "AWS_REGION");
  const deps = {
    store: uploadStore(dynamoDb, tables("users").users),
    credentials,
    bucket: env.PHOTOS_BUCKET,
    region: env.AWS_REGION,
    endpoint: optionalEnvironment("AWS_ENDPOINT_URL"),
    now: Date.now,
  };

  return async ({ body, userId }) => ok(await offerUpload(deps, userId, body));
});

/** Credentials of the function's role, from Lambda's environment. */
function credentials(): Credentials {
  const env = environment("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  const sessionToken = optionalEnvironment("AWS_SESSION_TOKEN");
  return defined({
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken,
  });
}
