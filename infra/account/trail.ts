import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { AccountKey } from "./account-key";
import { accountBucket, type AccountPlace } from "./names";
import { PrivateBucket } from "./private-bucket";
import { project } from "../lib/names";

/** Arguments of {@link AuditTrail}. */
export interface AuditTrailArgs {
  account: AccountPlace;
  /** Retention in days. */
  retentionDays: number;
}

/** A CloudTrail trail of all regions, with log file validation, an encrypted bucket and a key. */
export class AuditTrail extends pulumi.ComponentResource {
  constructor(name: string, args: AuditTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:AuditTrail", name, {}, opts);
    const { account } = args;
    const { accountId, region } = account;
    const trailArn = `arn:aws:cloudtrail:${region}:${accountId}:trail/${project}`;
    const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
    const fromTrail = { StringEquals: { "aws:SourceArn": trailArn } };

    const key = new AccountKey(
      name,
      {
        description: "Encrypts the audit trail",
        account,
        uses: [
          {
            Sid: "Record",
            Principal: cloudTrail,
            Action: ["kms:GenerateDataKey"],
            Condition: {
              StringEquals: {
                ...fromTrail.StringEquals,
                "kms:EncryptionContext:aws:cloudtrail:arn": trailArn,
              },
            },
          },
          {
            Sid: "RecordDescribe",
            Principal: cloudTrail,
            Action: ["kms:DescribeKey"],
            Condition: fromTrail,
          },
          {
            // Whoever has the permission in IAM may read the trail.
            Sid: "Read",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: ["kms:Decrypt"],
          },
        ],
      },
      { parent: this },
    );
    const bucketName = accountBucket("trail", account);
    const bucket = new PrivateBucket(
      name,
      {
        bucket: bucketName,
        key: key.key,
        expiry: {
          expiration: { days: args.retentionDays },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
        },
        statements: [
          {
            Sid: "TrailLooks",
            Effect: "Allow",
            Principal: cloudTrail,
            Action: "s3:GetBucketAcl",
            Resource: `arn:aws:s3:::${bucketName}`,
            Condition: fromTrail,
          },
          {
            Sid: "TrailWrites",
            Effect: "Allow",
            Principal: cloudTrail,
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::${bucketName}/AWSLogs/${accountId}/*`,
            Condition: {
              StringEquals: { ...fromTrail.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
            },
          },
        ],
      },
      { parent: this },
    );
    new aws.cloudtrail.Trail(
      name,
      {
        name: project,
        s3BucketName: bucket.bucket.bucket,
        kmsKeyId: key.key.arn,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
      },
      // CloudTrail checks both when the trail is created.
      { parent: this, dependsOn: [bucket.policy, key.policy] },
    );
    this.registerOutputs({});
  }
}
