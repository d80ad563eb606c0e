import { bucketsOf, settingsOf } from "../lib/buckets";
import { at, listOf } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import { isGiven, type StackResource } from "../lib/stack";

const setting = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];

/** Requires an explicit encryption configuration on buckets. */
export const bucketEncryption = stackRule<{ ownKey: boolean }>({
  name: "bucket-encryption",
  severity: "medium",
  describe: "Every bucket has an encryption configuration.",
  why:
    "S3 encrypts by default since 2023, with a key that everybody who may read the object may use. Whether that " +
    "is enough is a decision that belongs in the program.",
  fix: "Add a BucketServerSideEncryptionConfiguration for the bucket, with AES256 or aws:kms.",
  parameters: {
    ownKey: {
      type: "boolean",
      description: "Whether a KMS key (aws:kms or aws:kms:dsse) is required instead of an S3 managed key.",
      default: false,
    },
  },
  checkStack: (stack, { parameters }) =>
    bucketsOf(stack).flatMap((resource): StackFinding[] => {
      const found = settingsOf(stack, resource, ...setting);
      if (found.length === 0) {
        return [{ id: "no-configuration", what: "has no encryption configuration", resource }];
      }
      if (!parameters.ownKey || found.every(usesKms)) return [];
      return [{ id: "not-kms", what: "uses an S3 managed key, not a KMS key", resource }];
    }),
});

function usesKms({ props }: StackResource): boolean {
  const rules = listOf(props["rules"]).map((rule) => at(rule, "applyServerSideEncryptionByDefault"));
  return (
    rules.length > 0 &&
    rules.every((rule) => {
      const algorithm = at(rule, "sseAlgorithm");
      return typeof algorithm === "string" && algorithm.startsWith("aws:kms") && isGiven(algorithm);
    })
  );
}
