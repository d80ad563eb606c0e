import { bucketsOf, settingsOf } from "../lib/buckets";
import { stackRule } from "../lib/rule";

/** Requires a public access block on buckets. */
export const bucketPublicAccess = stackRule({
  name: "bucket-public-access",
  severity: "critical",
  describe: "Every bucket has a public access block.",
  why: "Without it, one policy or ACL can make the bucket public at any time.",
  fix: "Add a BucketPublicAccessBlock for the bucket with all four settings on (checked by `bucket-private`).",
  checkStack: (stack) =>
    bucketsOf(stack)
      .filter(
        (bucket) =>
          settingsOf(stack, bucket, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").length === 0,
      )
      .map((resource) => ({ id: "no-block", what: "has no public access block", resource })),
});
