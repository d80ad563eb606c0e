import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { keepPrivate, refusePlainHttp } from "../lib/private-bucket";

/** What a {@link PrivateBucket} needs. */
export interface PrivateBucketArgs {
  /** Physical name. */
  bucket: string;
  /** The key that encrypts what is in it. */
  key: aws.kms.Key;
  /** What holds of old versions and of objects themselves, beside that broken uploads are cleaned away. */
  expiry: Pick<
    aws.types.input.s3.BucketLifecycleConfigurationRule,
    "noncurrentVersionExpiration" | "expiration"
  >;
  /** Statements of its policy, beside the one that refuses plain HTTP. Default: none. */
  statements?: readonly object[];
  tags: Record<string, string>;
}

/** A bucket that nobody sees who is not allowed to: versioned, encrypted with a key of one's own, by TLS alone. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** On which depends who writes to it by its policy. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:PrivateBucket", name, {}, opts);
    const parent = { parent: this };
    this.bucket = new aws.s3.Bucket(
      name,
      { bucket: args.bucket, tags: args.tags },
      { ...parent, protect: true },
    );
    const bucket = this.bucket.bucket;
    const block = keepPrivate(name, bucket, this);
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.key.arn },
            // One call of KMS for many objects.
            bucketKeyEnabled: true,
          },
        ],
      },
      parent,
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      parent,
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
            ...args.expiry,
          },
        ],
      },
      // S3 asks for versions before rules about them.
      { ...parent, dependsOn: [versioning] },
    );
    this.policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket, policy: bucketPolicy(args.bucket, args.statements ?? []) },
      { ...parent, dependsOn: [block] },
    );
    this.registerOutputs({ bucket });
  }
}

function bucketPolicy(bucket: string, statements: readonly object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [...statements, refusePlainHttp(bucket)],
  });
}
