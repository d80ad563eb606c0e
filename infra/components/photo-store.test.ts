import * as aws from "@pulumi/aws";

import { iamNoWildcard } from "../../policies/rules/iam-no-wildcard";
import { analyze } from "../../policies/testing/analyze";
import { mockProgram, settled } from "../offline/mocks";
import { validConfig, type Registered } from "../offline/registered";
import { only } from "../testing/registered";
import { PhotoStore } from "./photo-store";

const bucket = "sjc1990app-photos-dev-123456789012";
const arn = `arn:aws:s3:::${bucket}`;
const args = { uploaded: "uploads/", shown: "profiles/", archived: "archive/" };

describe.each([{ preview: true }, { preview: false }])("a photo store (preview: $preview)", ({ preview }) => {
  let registered: Registered[];
  let photos: PhotoStore;

  beforeEach(async () => {
    registered = await mockProgram({ preview });
    photos = new PhotoStore("photos", args);
    await settled();
  });

  test("is private, encrypted and owned by the account", () => {
    expect(only(registered, "aws:s3/bucket:Bucket", "photos")).toEqual({
      bucket,
      forceDestroy: false,
    });
    expect(
      only(registered, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "photos-private"),
    ).toEqual({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      only(registered, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", "photos-ownership"),
    ).toMatchObject({ rule: { objectOwnership: "BucketOwnerEnforced" } });
    expect(
      only(
        registered,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "photos-encryption",
      ),
    ).toMatchObject({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] });
  });

  test("only lets CloudFront read current photos, denies plain HTTP, and passes the policy", () => {
    const inputs = only(registered, "aws:s3/bucketPolicy:BucketPolicy", "photos-policy");
    const policy = inputs["policy"] as string;
    expect(JSON.parse(policy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ShowThroughCloudFront",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Effect: "Allow",
          Action: ["s3:GetObject"],
          Resource: [`${arn}/profiles/*`],
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*" } },
        },
        {
          Sid: "RefusePlainHttp",
          Principal: "*",
          Effect: "Deny",
          Action: ["s3:*"],
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    expect(analyze([iamNoWildcard], { type, name: "photos-policy", props: { policy } })).toEqual([]);
  });

  test("deletes uploads after a day, archives replaced photos, and expires old versions", () => {
    expect(only(registered, "aws:s3/bucketVersioning:BucketVersioning", "photos-versioning")).toMatchObject({
      versioningConfiguration: { status: "Enabled" },
    });
    const { rules, transitionDefaultMinimumObjectSize } = only(
      registered,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "photos-lifecycle",
    );
    // By default, photos below 128 KB are not archived.
    expect(transitionDefaultMinimumObjectSize).toBe("varies_by_storage_class");
    expect(rules).toEqual([
      {
        id: "uploads",
        status: "Enabled",
        filter: { prefix: "uploads/" },
        expiration: { days: 1 },
        noncurrentVersionExpiration: { noncurrentDays: 1 },
      },
      {
        id: "archive",
        status: "Enabled",
        filter: { prefix: "archive/" },
        transitions: [{ days: 90, storageClass: "GLACIER" }],
      },
      {
        id: "clean",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ]);
  });

  test("accepts uploads only from the web origins of the stage", () => {
    expect(
      only(registered, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "photos-cors"),
    ).toMatchObject({
      corsRules: [{ allowedMethods: ["POST"], allowedOrigins: ["https://app.example.org"] }],
    });
  });

  test("is served over TLS, read-only, with a short cache and safe headers", () => {
    const shown = only(registered, "aws:cloudfront/distribution:Distribution", "photos-distribution");
    expect(shown).toMatchObject({
      enabled: true,
      defaultCacheBehavior: { viewerProtocolPolicy: "https-only", allowedMethods: ["GET", "HEAD"] },
    });
    expect(only(registered, "aws:cloudfront/cachePolicy:CachePolicy", "photos-cache")).toMatchObject({
      maxTtl: 300,
    });
    expect(
      only(registered, "aws:cloudfront/originAccessControl:OriginAccessControl", "photos-access"),
    ).toMatchObject({ signingBehavior: "always" });
    expect(
      only(registered, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "photos-headers"),
    ).toMatchObject({
      corsConfig: { accessControlAllowOrigins: { items: ["https://app.example.org"] } },
      securityHeadersConfig: { contentTypeOptions: { override: true } },
    });
    expect(Object.keys(photos.environment)).toEqual(["PHOTOS_DOMAIN"]);
  });

  test("grants one action below one prefix", () => {
    const { grants } = photos;
    const environment = { PHOTOS_BUCKET: bucket };
    const below = (grant: unknown, Action: string, Resource: string) => {
      expect(grant).toEqual({
        statements: [{ Effect: "Allow", Action: [Action], Resource: [Resource] }],
        environment,
        resources: [expect.any(aws.s3.Bucket)],
      });
    };
    below(grants.putObject("profiles/"), "s3:PutObject", `${arn}/profiles/*`);
    below(grants.getObject("profiles/"), "s3:GetObject", `${arn}/profiles/*`);
    below(grants.deleteObject("archive/"), "s3:DeleteObject", `${arn}/archive/*`);
    below(grants.deleteVersion("archive/"), "s3:DeleteObjectVersion", `${arn}/archive/*`);
    for (const [grant, action] of [
      [grants.listObjects("profiles/"), "s3:ListBucket"],
      [grants.listVersions("profiles/"), "s3:ListBucketVersions"],
    ] as const) {
      expect(grant.statements).toEqual([
        {
          Effect: "Allow",
          Action: [action],
          Resource: [arn],
          Condition: { StringLike: { "s3:prefix": ["profiles/*"] } },
        },
      ]);
    }
    for (const prefix of ["", "profiles", "*/", "/"]) {
      expect(() => grants.getObject(prefix)).toThrow(`invalid prefix "${prefix}"`);
    }
  });
});

test("the bucket of a stage without protectData can be destroyed with its objects", async () => {
  const registered = await mockProgram({ config: { ...validConfig, "sjc1990app:protectData": "false" } });
  new PhotoStore("photos", args);
  await settled();
  expect(only(registered, "aws:s3/bucket:Bucket", "photos")).toMatchObject({ forceDestroy: true });
});
