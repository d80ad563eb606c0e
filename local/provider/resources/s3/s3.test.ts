import { randomUUID } from "node:crypto";
import * as s3 from "@aws-sdk/client-s3";
import { PutBucketVersioningCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { allow } from "../../testing/documents";
import { startSuite, testLifecycles } from "../../testing/suite";
import { withoutTlsRule } from "./bucket-policy";

const suite = startSuite();

testLifecycles(suite, [
  ["s3.Bucket", bucketCases],
  ["s3.BucketVersioning and the like", bucketSettingCases],
]);

test.each([
  ["a rule of its own", { "aws:SecureTransport": "false" }, 1],
  ["one about something else", { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" }, 2],
])("of a bucket policy %s is left out, since the emulator has no TLS", (_name, Bool, kept) => {
  const rule = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: { Bool } };
  const other = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
  const put = withoutTlsRule(JSON.stringify({ Statement: [rule, other] })) ?? "";
  expect((JSON.parse(put) as { Statement: unknown[] }).Statement).toHaveLength(kept);
});

test("a policy with only a TLS rule becomes no policy", () => {
  const rule = { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": ["false"] } } };
  expect(withoutTlsRule(JSON.stringify({ Statement: rule }))).toBeUndefined();
});

test("a bucket with forceDestroy is deleted with its objects", async () => {
  const token = "aws:s3/bucket:Bucket";
  const bucket = `full-${randomUUID()}`;
  const made = await suite.plugin.create(token, "it", { bucket });
  const client = suite.cloud.clients.s3();
  await client.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  for (const Body of ["first", "second"]) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: "photo", Body }));
  }
  await expect(suite.plugin.delete(token, "it", made)).rejects.toThrow("BucketNotEmpty");
  const forced = await suite.plugin.update(token, "it", made, { bucket, forceDestroy: true });
  await suite.plugin.delete(token, "it", forced);
  expect(await suite.plugin.read(token, "it", bucket, forced)).toBeUndefined();
});

const Bucket = "sjc1990app-photos-local";

/** Cases of the type `Bucket`. */
async function bucketCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.s3();
  return [
    {
      token: "aws:s3/bucket:Bucket",
      small: { bucket: "sjc1990app-photos-other" },
      large: { bucket: "sjc1990app-photos-other", forceDestroy: true, tags: { owner: "platform" } },
      drift: (id) => client.send(new s3.DeleteBucketTaggingCommand({ Bucket: id })),
      drifted: ["tags"],
      replaced: { bucket: "sjc1990app-pictures", objectLockEnabled: true },
      unseen: ["forceDestroy"],
    },
  ];
}

/** Cases of what a bucket is set to, each on a bucket that the first makes. */
async function bucketSettingCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.s3();
  await client.send(new s3.CreateBucketCommand({ Bucket }));
  const bucket = Bucket;
  const replaced = { bucket: "sjc1990app-pictures" };
  const elsewhere = { LoggingEnabled: { TargetBucket: "sjc1990app-other", TargetPrefix: "s3/photos/" } };
  const kms = { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/photos" };
  return [
    {
      token: "aws:s3/bucketVersioning:BucketVersioning",
      small: { bucket, versioningConfiguration: { status: "Enabled" } },
      large: { bucket, versioningConfiguration: { status: "Suspended" } },
      drift: () =>
        client.send(
          new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
        ),
      drifted: ["versioningConfiguration.status"],
      replaced,
      lasting: true,
    },
    {
      token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      small: { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      large: { bucket, rules: [{ applyServerSideEncryptionByDefault: kms, bucketKeyEnabled: true }] },
      drift: () =>
        client.send(
          new s3.PutBucketEncryptionCommand({
            Bucket,
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
            },
          }),
        ),
      drifted: [
        "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId",
        "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
        "rules[0].bucketKeyEnabled",
      ],
      replaced,
    },
    {
      token: "aws:s3/bucketLogging:BucketLogging",
      small: { bucket, targetBucket: "sjc1990app-logs", targetPrefix: "s3/" },
      large: { bucket, targetBucket: "sjc1990app-logs", targetPrefix: "s3/photos/" },
      drift: () => client.send(new s3.PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: elsewhere })),
      drifted: ["targetBucket"],
      replaced,
    },
    {
      token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      small: { bucket, blockPublicAcls: true },
      large: {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      drift: () =>
        client.send(
          new s3.PutPublicAccessBlockCommand({
            Bucket,
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              BlockPublicPolicy: false,
              IgnorePublicAcls: true,
              RestrictPublicBuckets: true,
            },
          }),
        ),
      drifted: ["blockPublicPolicy"],
      replaced,
      inborn: true,
    },
    {
      token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      small: { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      large: { bucket, rule: { objectOwnership: "BucketOwnerPreferred" } },
      drift: () =>
        client.send(
          new s3.PutBucketOwnershipControlsCommand({
            Bucket,
            OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
          }),
        ),
      drifted: ["rule.objectOwnership"],
      replaced,
      inborn: true,
    },
    {
      token: "aws:s3/bucketPolicy:BucketPolicy",
      small: { bucket, policy: photoPolicy("profiles") },
      large: { bucket, policy: photoPolicy("pictures") },
      drift: () =>
        client.send(
          new s3.PutBucketPolicyCommand({
            Bucket,
            Policy: allow("s3:GetObject", `arn:aws:s3:::${Bucket}/a`),
          }),
        ),
      drifted: ["policy"],
      replaced,
      // An import finds the document that the emulator has.
      unseen: ["policy"],
    },
    {
      token: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
      small: { bucket, corsRules: [{ allowedMethods: ["POST"], allowedOrigins: ["https://a.example.org"] }] },
      large: {
        bucket,
        corsRules: [
          {
            allowedMethods: ["POST", "GET"],
            allowedOrigins: ["https://a.example.org", "https://b.example.org"],
            allowedHeaders: ["content-type"],
            exposeHeaders: ["ETag"],
            maxAgeSeconds: 600,
          },
        ],
      },
      drift: () =>
        client.send(
          new s3.PutBucketCorsCommand({
            Bucket,
            CORSConfiguration: {
              CORSRules: [
                {
                  AllowedMethods: ["GET", "POST"],
                  AllowedOrigins: ["*"],
                  AllowedHeaders: ["content-type"],
                  ExposeHeaders: ["ETag"],
                  MaxAgeSeconds: 600,
                },
              ],
            },
          }),
        ),
      drifted: ["corsRules[0].allowedOrigins[0]", "corsRules[0].allowedOrigins[1]"],
      replaced,
    },
    {
      token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      small: { bucket, rules: [{ id: "old", status: "Enabled", expiration: { days: 30 } }] },
      large: {
        bucket,
        transitionDefaultMinimumObjectSize: "varies_by_storage_class",
        rules: [
          { id: "old", status: "Disabled", expiration: { days: 10 } },
          {
            id: "archive",
            status: "Enabled",
            filter: { prefix: "archive/" },
            transitions: [{ days: 90, storageClass: "GLACIER" }],
            noncurrentVersionTransitions: [{ noncurrentDays: 10, storageClass: "GLACIER_IR" }],
            noncurrentVersionExpiration: { noncurrentDays: 30, newerNoncurrentVersions: 2 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      drift: () =>
        client.send(
          new s3.PutBucketLifecycleConfigurationCommand({
            Bucket,
            LifecycleConfiguration: {
              Rules: [{ ID: "old", Status: "Disabled", Filter: { Prefix: "" }, Expiration: { Days: 11 } }],
            },
          }),
        ),
      drifted: ["rules[0].expiration.days", "rules[1]"],
      replaced,
      unseen: ["transitionDefaultMinimumObjectSize"],
    },
  ];
}

function photoPolicy(folder: string): string {
  const own = `arn:aws:s3:::${Bucket}`;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [own, `${own}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${own}/${folder}/*`,
      },
    ],
  });
}
