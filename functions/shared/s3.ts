import { S3Client } from "@aws-sdk/client-s3";

import { optionalEnvironment } from "./env";

/**
 * The client of S3, apart from the others: it alone is larger than most bundles. As in aws.ts, but with more time
 * to answer: copying a photo of 5 MiB may take a second. An endpoint of our own has no name for each bucket.
 */
export const s3 = /* @__PURE__ */ new S3Client({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  forcePathStyle: optionalEnvironment("AWS_ENDPOINT_URL") !== undefined,
});
