import { bucketsOf, settingsOf } from "../lib/buckets";
import { UNKNOWN, at, listOf, type Plain } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import { isGiven } from "../lib/stack";

/** Requires lifecycle rules on buckets. */
export const bucketLifecycle = stackRule({
  name: "bucket-lifecycle",
  severity: "low",
  describe: "Every bucket expires incomplete uploads, and old versions if versioning is on.",
  why: "Incomplete uploads and old versions do not appear in a listing but cost as much as current objects.",
  fix:
    "Add a BucketLifecycleConfiguration with abortIncompleteMultipartUpload and, if versioning is on, " +
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
        return [{ id: "no-rules", what: "has no enabled lifecycle rule", resource }];
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
                what: "never removes incomplete multipart uploads",
                resource,
              },
            ]),
        ...(!versions || has("noncurrentVersionExpiration")
          ? []
          : [{ id: "old-versions", what: "never expires old versions", resource }]),
      ];
    }),
});

function isEnabled(status: Plain | undefined): boolean {
  return status === "Enabled" || status === UNKNOWN;
}
