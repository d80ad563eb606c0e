import type { ResourceType } from "../resource";
import { accountPublicAccessBlock } from "./account-public-access-block";
import { bucketPolicy } from "./bucket-policy";
import { bucketSettings } from "./bucket-settings";
import { bucket } from "./bucket";

/** Resource types of S3. */
export const s3Types: readonly ResourceType[] = [
  accountPublicAccessBlock,
  bucketPolicy,
  ...bucketSettings,
  bucket,
];
