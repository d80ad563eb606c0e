import { bucketsOf, settingsOf } from "../buckets";
import { UNKNOWN, at, listOf, type Plain } from "../plain";
import { stackRule, type StackFinding } from "../rule";
import { isGiven } from "../stack";

/** What is of no use any more does not stay, and is not paid for. */
export const bucketLifecycle = stackRule({
  name: "bucket-lifecycle",
  severity: "low",
  describe:
    "Every bucket has lifecycle rules: for uploads that were broken off, and for old versions where it keeps them.",
  why: "Parts of uploads and old versions are not seen in a listing, and cost the same as what is.",
  fix:
    "Add a BucketLifecycleConfiguration with abortIncompleteMultipartUpload and, where versioning is on, " +
    "noncurrentVersionExpiration.",
  checkStack: (stack) =>
    bucketsOf(stack).flatMap((resource): StackFinding[] => {
      const rules = settingsOf(
        stack,
        resource,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
      ).flatMap(({ props }) => listOf(props["rules"]));
      const enabled = rules.filter((rule) => rule === UNKNOWN || at(rule, "status") === "Enabled");
      if (enabled.length === 0) {
        return [{ id: "no-rules", what: "has no lifecycle rule that is enabled", resource }];
      }
      const has = (property: string): boolean => enabled.some((rule) => isGiven(at(rule, property)));
      const versions = settingsOf(
        stack,
        resource,
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:s3/bucketVersioningV2:BucketVersioningV2",
      ).some(({ props }) => isEnabled(at(props, "versioningConfiguration", "status")));
      return [
        ...(has("abortIncompleteMultipartUpload")
          ? []
          : [
              {
                id: "incomplete-uploads",
                what: "keeps what is left of uploads that were broken off",
                resource,
              },
            ]),
        ...(!versions || has("noncurrentVersionExpiration")
          ? []
          : [{ id: "old-versions", what: "keeps old versions for ever", resource }]),
      ];
    }),
});

function isEnabled(status: Plain | undefined): boolean {
  return status === "Enabled" || status === UNKNOWN;
}
