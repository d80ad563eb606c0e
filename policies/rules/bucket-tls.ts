import { bucketsOf, settingsOf } from "../lib/buckets";
import { parseDocument } from "../lib/iam/document";
import { UNKNOWN, type Plain } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import type { StackResource } from "../lib/stack";
import { refusesPlainHttp } from "../lib/tls";

/** Requires bucket policies that deny requests without TLS. */
export const bucketTls = stackRule({
  name: "bucket-tls",
  severity: "high",
  describe: "Every bucket policy denies requests without TLS.",
  why: "S3 also answers plain HTTP: anybody on the network path can read the object and the signature of the request.",
  fix:
    "In the bucket policy, deny s3:* to every principal, on the bucket and all its objects, if " +
    "aws:SecureTransport is false.",
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
      return [{ id: "plain-http", what: "accepts requests without TLS", resource }];
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
  // If S3 generates the name, compare the ARNs of the policy with each other.
  const arns =
    typeof name === "string" ? [`arn:aws:s3:::${name}`] : [...refused].filter((one) => !one.endsWith("/*"));
  return arns.length > 0 && arns.every((arn) => refused.has(arn) && refused.has(`${arn}/*`));
}
