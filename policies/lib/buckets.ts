import type { Stack, StackResource } from "./stack";

/** The buckets of a stack. */
export function bucketsOf(stack: Stack): readonly StackResource[] {
  return stack.ofType("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2");
}

/** Resources of these types that configure the bucket. */
export function settingsOf(
  stack: Stack,
  bucket: StackResource,
  ...types: readonly string[]
): readonly StackResource[] {
  return stack
    .ofType(...types)
    .filter((setting) => stack.refers(setting, "bucket", bucket, ["bucket", "id"]));
}
