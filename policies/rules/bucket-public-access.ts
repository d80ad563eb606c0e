import { bucketsOf, settingsOf } from "../buckets";
import { stackRule } from "../rule";

/** Every bucket has something that keeps it from being opened, whatever policy or ACL it gets one day. */
export const bucketPublicAccess = stackRule({
  name: "bucket-public-access",
  severity: "critical",
  describe: "Every bucket has a public access block.",
  why: "Without it one policy or ACL, set by anybody at any time, opens the bucket to the world.",
  fix: "Add a BucketPublicAccessBlock for the bucket, with all four switches on (`bucket-private` looks at these).",
  checkStack: (stack) =>
    bucketsOf(stack)
      .filter(
        (bucket) =>
          settingsOf(stack, bucket, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").length === 0,
      )
      .map((resource) => ({ id: "no-block", what: "has no public access block", resource })),
});
