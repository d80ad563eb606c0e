import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { deny } from "./iam";

/**
 * Keeps a bucket to the account: nothing makes it public, and what is in it belongs to the account, whoever wrote it.
 * @param bucket its name.
 * @returns what its policy has to wait for.
 */
export function keepPrivate(
  name: string,
  bucket: pulumi.Output<string>,
  parent: pulumi.Resource,
): aws.s3.BucketPublicAccessBlock {
  new aws.s3.BucketOwnershipControls(
    `${name}-ownership`,
    { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  return new aws.s3.BucketPublicAccessBlock(
    `${name}-private`,
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
}

/** A statement of a bucket's policy: nobody without TLS. */
export function refusePlainHttp(bucket: string): object {
  return {
    Sid: "RefusePlainHttp",
    Principal: "*",
    ...deny("s3:*", [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
