import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { annotate } from "../shared/log";
import { count } from "../shared/metrics";
import { s3 } from "../shared/s3";
import { showPhoto } from "./photos/service";
import { photoStore } from "./photos/store";
import { completePhotoUpload } from "./routes";

declare module "../shared/log" {
  interface Annotations {
    /** Name of the error because of which the replaced photo was not archived, or the upload not deleted. */
    photoNotArchived?: string;
  }
}

/** `PUT /users/{userId}/profile-photo-complete`. */
export const handler = apiHandler(completePhotoUpload, () => {
  const env = environment("PHOTOS_BUCKET", "PHOTOS_DOMAIN");
  const deps = {
    store: photoStore({ s3, dynamoDb }, { bucket: env.PHOTOS_BUCKET, ...tables("users") }),
    photosDomain: env.PHOTOS_DOMAIN,
    onShown: () => count("Uploads"),
    onLeftover: (error: unknown) =>
      annotate({ photoNotArchived: error instanceof Error ? error.name : "unknown" }),
  };

  return async ({ body, userId }) => ok({ photoUrl: await showPhoto(deps, userId, body.photoKey) });
});
