import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { defined } from "../../functions/shared/defined";
import { BucketAccess } from "../components/bucket-access";

/** Arguments of {@link PrivateBucket}. */
export interface PrivateBucketArgs {
  /** Physical name. */
  bucket: string;
  /** Key that encrypts the objects. */
  key: aws.kms.Key;
  /** Expiry of objects and old versions. Incomplete uploads expire after a day. */
  expiry: Pick<
    aws.types.input.s3.BucketLifecycleConfigurationRule,
    "noncurrentVersionExpiration" | "expiration"
  >;
  /** Statements of the bucket policy, in addition to the one that denies plain HTTP. Default: none. */
  statements?: readonly object[];
}

/** A private bucket: versioned, encrypted with a customer managed key, TLS only, protected against deletion. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** The bucket policy. A service that writes to the bucket depends on it. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:PrivateBucket", name, {}, opts);
    const parent = { parent: this };
    this.bucket = new aws.s3.Bucket(name, { bucket: args.bucket }, { ...parent, protect: true });
    const bucket = this.bucket.bucket;
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.key.arn },
            // Fewer requests to KMS.
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
      // S3 rejects rules for old versions without versioning.
      { ...parent, dependsOn: [versioning] },
    );
    this.policy = new BucketAccess(
      name,
      defined({ bucket: this.bucket, bucketName: args.bucket, statements: args.statements }),
      parent,
    ).policy;
    this.registerOutputs({ bucket });
  }
}
