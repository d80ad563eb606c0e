import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { s3 } from "../shared/s3";
import { exportPhotos } from "./export/photos";
import { exportPhotos as route } from "./routes";

/** `GET /users/{userId}/export/photos`. A function of its own: the S3 client is large. */
export const handler = apiHandler(route, () => {
  const deps = { s3, bucket: environment("PHOTOS_BUCKET").PHOTOS_BUCKET };

  return async ({ query, userId }) => ok(await exportPhotos(deps, userId, query.cursor));
});
