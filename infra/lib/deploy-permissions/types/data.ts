import {
  making,
  named,
  onAll,
  onEach,
  onNothing,
  own,
  regional,
  tagging,
  type DeployPlace,
  type PermissionTable,
  type Rule,
} from "../rule";

const table = regional("dynamodb", (name) => `table/${name}`);
const parameter = regional("ssm", (name) => `parameter${name}`);
const alias = regional("kms", (name) => name);
const bucket = (name: string): string => `arn:aws:s3:::${name}`;
const keys = ({ region, accountId }: DeployPlace): string => `arn:aws:kms:${region}:${accountId}:key/*`;

/** The provider reads all settings of a bucket. */
const bucketReads = [
  "s3:GetAccelerateConfiguration",
  "s3:GetBucketAcl",
  "s3:GetBucketCORS",
  "s3:GetBucketLocation",
  "s3:GetBucketLogging",
  "s3:GetBucketObjectLockConfiguration",
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketRequestPayment",
  "s3:GetBucketTagging",
  "s3:GetBucketVersioning",
  "s3:GetBucketWebsite",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
  "s3:ListTagsForResource",
];

function bucketSetting(...write: string[]): { name: ReturnType<typeof named>; rules: readonly Rule[] } {
  return { name: named("bucket"), rules: [{ read: bucketReads, write, on: onEach(bucket) }] };
}

/** Data stores. A deployment cannot read their contents, except for the parameters that it writes. */
export const dataTypes: PermissionTable = {
  "aws:dynamodb/table:Table": {
    name: named("name"),
    rules: [
      {
        read: [
          "dynamodb:DescribeContinuousBackups",
          "dynamodb:DescribeTable",
          "dynamodb:DescribeTimeToLive",
          "dynamodb:ListTagsOfResource",
        ],
        write: [
          "dynamodb:CreateTable",
          "dynamodb:DeleteTable",
          "dynamodb:TagResource",
          "dynamodb:UntagResource",
          "dynamodb:UpdateContinuousBackups",
          "dynamodb:UpdateTable",
          "dynamodb:UpdateTimeToLive",
        ],
        on: onEach(table),
      },
    ],
  },
  "aws:ssm/parameter:Parameter": {
    name: named("name"),
    rules: [
      {
        read: ["ssm:GetParameter", "ssm:ListTagsForResource"],
        write: [
          "ssm:AddTagsToResource",
          "ssm:DeleteParameter",
          "ssm:PutParameter",
          "ssm:RemoveTagsFromResource",
        ],
        on: onEach(parameter),
      },
      { read: ["ssm:DescribeParameters"], on: onNothing },
      // The key policy limits this to Parameter Store.
      { read: ["kms:Decrypt"], write: ["kms:Encrypt", "kms:GenerateDataKey"], on: onAll(keys), when: own },
    ],
  },
  "aws:kms/key:Key": {
    rules: [
      { write: ["kms:CreateKey"], on: onNothing, when: making },
      { write: ["kms:TagResource"], on: onAll(keys), when: tagging },
      {
        read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
        on: onAll(keys),
      },
      {
        write: [
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:PutKeyPolicy",
          "kms:ScheduleKeyDeletion",
          "kms:UntagResource",
          "kms:UpdateKeyDescription",
        ],
        on: onAll(keys),
        when: own,
      },
    ],
  },
  "aws:kms/keyPolicy:KeyPolicy": {
    rules: [
      { read: ["kms:DescribeKey", "kms:GetKeyPolicy"], on: onAll(keys) },
      { write: ["kms:PutKeyPolicy"], on: onAll(keys), when: own },
    ],
  },
  "aws:kms/alias:Alias": {
    name: named("name"),
    rules: [
      { read: ["kms:ListAliases"], on: onNothing },
      { write: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], on: onEach(alias) },
      {
        write: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
        on: onAll(keys),
        when: own,
      },
    ],
  },
  // Without permission to delete objects: an administrator empties a bucket before it is deleted.
  "aws:s3/bucket:Bucket": bucketSetting(
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:PutBucketTagging",
    "s3:TagResource",
    "s3:UntagResource",
  ),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": bucketSetting("s3:PutBucketCORS"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting(
    "s3:PutLifecycleConfiguration",
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting("s3:PutBucketOwnershipControls"),
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting("s3:DeleteBucketPolicy", "s3:PutBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting("s3:PutBucketPublicAccessBlock"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting(
    "s3:PutEncryptionConfiguration",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting("s3:PutBucketVersioning"),
};
