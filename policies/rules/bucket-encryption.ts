import { bucketsOf, settingsOf } from "../buckets";
import { at, listOf } from "../plain";
import { stackRule, type StackFinding } from "../rule";
import { isGiven, type StackResource } from "../stack";

const setting = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];

/** How objects of a bucket are encrypted is written down. */
export const bucketEncryption = stackRule<{ ownKey: boolean }>({
  name: "bucket-encryption",
  severity: "medium",
  describe: "Every bucket says how its objects are encrypted.",
  why:
    "S3 encrypts by default since 2023, with a key that everybody who may read the object may use. That this is enough " +
    "is a decision, and belongs in the program.",
  fix: "Add a BucketServerSideEncryptionConfiguration for the bucket, with AES256 or aws:kms.",
  parameters: {
    ownKey: {
      type: "boolean",
      description: "Whether the key must be one of KMS (aws:kms or aws:kms:dsse) rather than one of S3.",
      default: false,
    },
  },
  checkStack: (stack, { parameters }) =>
    bucketsOf(stack).flatMap((resource): StackFinding[] => {
      const found = settingsOf(stack, resource, ...setting);
      if (found.length === 0) {
        return [{ id: "no-configuration", what: "does not say how its objects are encrypted", resource }];
      }
      if (!parameters.ownKey || found.every(usesKms)) return [];
      return [{ id: "not-kms", what: "encrypts its objects with a key of S3, not of KMS", resource }];
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
