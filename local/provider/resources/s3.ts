import type { ResourceType } from "../resource";
import { bucket } from "./s3-bucket";
import { bucketPolicy } from "./s3-bucket-policy";
import { bucketSettings } from "./s3-bucket-settings";

/** Resource types of S3. */
export const s3Types: readonly ResourceType[] = [bucket, bucketPolicy, ...bucketSettings];
