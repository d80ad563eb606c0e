import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { deny } from "../lib/iam";
import { movedFrom } from "./moved";

/** Arguments of a {@link BucketAccess}. */
export interface BucketAccessArgs {
  bucket: aws.s3.Bucket;
  /** Physical name of the bucket. */
  bucketName: string;
  /** Statements of the bucket policy, in addition to the one that denies plain HTTP. Default: none. */
  statements?: readonly object[];
}

/** Keeps a bucket private: no public access, no ACLs, TLS only. */
export class BucketAccess extends pulumi.ComponentResource {
  /** The bucket policy. A service that writes to the bucket depends on it. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: BucketAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:data:BucketAccess", name, {}, opts);
    const child = movedFrom(opts?.parent, this);
    const { bucket } = args.bucket;
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    const publicAccessBlock = new aws.s3.BucketPublicAccessBlock(
      `${name}-private`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    const arn = `arn:aws:s3:::${args.bucketName}`;
    const denyPlainHttp = {
      Sid: "RefusePlainHttp",
      Principal: "*",
      ...deny("s3:*", [arn, `${arn}/*`]),
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const Statement = [...(args.statements ?? []), denyPlainHttp];
    this.policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket, policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
      { ...child, dependsOn: [publicAccessBlock] },
    );
    this.registerOutputs({});
  }
}
