import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { AccountKey } from "./account-key";
import { accountBucket, type AccountPlace } from "./names";
import { PrivateBucket } from "./private-bucket";
import { project } from "../lib/names";

/** What an {@link AuditTrail} needs. */
export interface AuditTrailArgs {
  account: AccountPlace;
  /** How long the record is kept. */
  retentionDays: number;
  tags: Record<string, string>;
}

/** The record of what was done in the account, in every region: who, when, what. Kept where it cannot be changed unseen. */
export class AuditTrail extends pulumi.ComponentResource {
  constructor(name: string, args: AuditTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:AuditTrail", name, {}, opts);
    const { account, tags } = args;
    const { accountId, region } = account;
    const trailArn = `arn:aws:cloudtrail:${region}:${accountId}:trail/${project}`;
    const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
    const fromTrail = { StringEquals: { "aws:SourceArn": trailArn } };

    const key = new AccountKey(
      name,
      {
        description: "Encrypts the record of what was done in the account",
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
            // Those whom IAM lets read the record.
            Sid: "Read",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: ["kms:Decrypt"],
          },
        ],
        tags,
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
        tags,
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
        tags,
      },
      // CloudTrail tries both when the trail is made.
      { parent: this, dependsOn: [bucket.policy, key.policy] },
    );
    this.registerOutputs({});
  }
}
