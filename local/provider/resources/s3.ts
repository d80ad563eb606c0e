import type { ResourceType } from "../resource";
import { recordOnly } from "./record-only";
import { bucket } from "./s3-bucket";
import { bucketPolicy } from "./s3-bucket-policy";
import { bucketSettings } from "./s3-bucket-settings";
import { publicAccess } from "./s3-shapes";
import { text } from "./shared";

/** Resource types of S3. */
export const s3Types: readonly ResourceType[] = [
  bucket,
  bucketPolicy,
  ...bucketSettings,
  recordOnly({
    token: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    properties: { accountId: { replace: true }, ...publicAccess },
    id: (inputs, { accountId }) => text(inputs, "accountId") ?? accountId,
  }),
];
