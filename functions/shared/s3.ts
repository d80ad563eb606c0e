import { S3Client } from "@aws-sdk/client-s3";

import { optionalEnvironment } from "./env";

/**
 * The S3 client, in its own file because of its size. Options as in aws.ts, but with more time to respond: copying a
 * 5 MiB photo may take a second. Custom endpoints do not support virtual-hosted buckets.
 */
export const s3 = /* @__PURE__ */ new S3Client({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  forcePathStyle: optionalEnvironment("AWS_ENDPOINT_URL") !== undefined,
});
