import { bucketsOf, settingsOf } from "../buckets";
import { parseDocument } from "../iam/document";
import { UNKNOWN, type Plain } from "../plain";
import { stackRule, type StackFinding } from "../rule";
import type { StackResource } from "../stack";
import { refusesPlainHttp } from "../tls";

/** Buckets refuse plain HTTP; S3 takes it otherwise. */
export const bucketTls = stackRule({
  name: "bucket-tls",
  severity: "high",
  describe: "Every bucket refuses requests without TLS.",
  why: "S3 answers plain HTTP, too: an address with http:// in it shows the object, and its signature, on the way.",
  fix:
    "Deny s3:* to everybody on the bucket and on all its objects where aws:SecureTransport is false, in the bucket's " +
    "policy.",
  checkStack: (stack) =>
    bucketsOf(stack).flatMap((resource): StackFinding[] => {
      const policies = [
        ...settingsOf(stack, resource, "aws:s3/bucketPolicy:BucketPolicy").map(
          ({ props }) => props["policy"],
        ),
        ...(typeof resource.props["policy"] === "string" ? [resource.props["policy"]] : []),
      ];
      if (policies.some((policy) => policy !== undefined && coversBucket(policy, resource))) return [];
      if (policies.includes(UNKNOWN)) {
        return [{ id: "Unknown::policy", what: "its policy is not known at preview", resource }];
      }
      return [{ id: "plain-http", what: "takes requests without TLS", resource }];
    }),
});

function coversBucket(policy: Plain, bucket: StackResource): boolean {
  const name = bucket.props["bucket"];
  const refused = new Set(
    parseDocument(policy)
      .statements.filter((statement) => refusesPlainHttp(statement, "s3:*"))
      .flatMap(({ resources }) => resources),
  );
  if (refused.has("*")) return true;
  // Where the name of the bucket is S3's choice, the policy can only be held against itself.
  const arns =
    typeof name === "string" ? [`arn:aws:s3:::${name}`] : [...refused].filter((one) => !one.endsWith("/*"));
  return arns.length > 0 && arns.every((arn) => refused.has(arn) && refused.has(`${arn}/*`));
}
