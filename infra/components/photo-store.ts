import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage, type StageConfig } from "../config";
import { allow, type Grant, type Statement } from "../lib/iam";
import { arns, bucketName } from "../lib/names";
import { AliasRecords } from "./alias-records";
import { BucketAccess } from "./bucket-access";
import { Certificate } from "./certificate";
import { PhotoDistribution } from "./photo-distribution";

/** Arguments of a {@link PhotoStore}. */
export interface PhotoStoreArgs {
  /** Prefix of uploads, e.g. `uploads/`. Not served; deleted after a day. */
  uploaded: string;
  /** Prefix of current photos, e.g. `profiles/`. CloudFront serves only these. */
  shown: string;
  /** Prefix of replaced photos, e.g. `archive/`. They move to Glacier after 90 days. */
  archived: string;
}

/**
 * The private bucket `sjc1990app-<name>-<stage>-<account>`, and the CloudFront distribution that serves it. Browsers
 * upload with forms that a function has signed.
 */
export class PhotoStore extends pulumi.ComponentResource {
  /** The physical name, known before the bucket exists. */
  readonly bucketName: string;
  /** Domain name of the distribution, e.g. `d111111abcdef8.cloudfront.net`. */
  readonly domainName: pulumi.Output<string>;
  /** Tells functions the domain name: `<NAME>_DOMAIN`. */
  readonly environment: Readonly<Record<string, pulumi.Output<string>>>;
  readonly grants: PhotoGrants;
  readonly #bucket: aws.s3.Bucket;

  constructor(name: string, args: PhotoStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:data:PhotoStore", name, {}, opts);
    const stage = currentStage();
    this.bucketName = bucketName(name, stage);
    this.#bucket = new aws.s3.Bucket(
      name,
      { bucket: this.bucketName, forceDestroy: !stage.protectData },
      { parent: this, protect: stage.protectData },
    );
    this.grants = new PhotoGrants(name, this.bucketName, this.#bucket);
    new BucketAccess(
      name,
      {
        bucket: this.#bucket,
        bucketName: this.bucketName,
        statements: [readByCloudFront(this.bucketName, args.shown)],
      },
      { parent: this },
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: this.#bucket.bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      { parent: this },
    );
    this.#expire(name, args);
    this.#allowUploads(name, stage.corsOrigins);
    this.domainName = this.#distribute(name, stage);
    this.environment = { [`${environmentName(name)}_DOMAIN`]: this.domainName };
    this.registerOutputs({ bucket: this.#bucket.bucket, domainName: this.domainName });
  }

  /** Serves the bucket at the stage's domain name, if it has one. */
  #distribute(name: string, { corsOrigins, domains }: StageConfig): pulumi.Output<string> {
    const args = { bucket: this.#bucket, corsOrigins };
    if (domains === undefined)
      return new PhotoDistribution(name, args, { parent: this }).distribution.domainName;

    const domain = { domainName: domains.photos, hostedZoneId: domains.hostedZoneId };
    const certificate = new Certificate(name, { ...domain, region: "us-east-1" }, { parent: this });
    const { distribution } = new PhotoDistribution(
      name,
      { ...args, domain: { name: domains.photos, certificateArn: certificate.arn } },
      { parent: this },
    );
    const target = { name: distribution.domainName, zoneId: distribution.hostedZoneId };
    new AliasRecords(name, { ...domain, target, types: ["A", "AAAA"] }, { parent: this });
    return pulumi.output(domains.photos);
  }

  #expire(name: string, { uploaded, archived }: PhotoStoreArgs): void {
    const bucket = this.#bucket.bucket;
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        // Also photos below 128 KB, which stay in the first storage class by default.
        transitionDefaultMinimumObjectSize: "varies_by_storage_class",
        rules: [
          {
            id: "uploads",
            status: "Enabled",
            filter: { prefix: uploaded },
            expiration: { days: 1 },
            noncurrentVersionExpiration: { noncurrentDays: 1 },
          },
          {
            id: "archive",
            status: "Enabled",
            filter: { prefix: archived },
            transitions: [{ days: 90, storageClass: "GLACIER" }],
          },
          {
            id: "clean",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            // Removes delete markers without versions.
            expiration: { expiredObjectDeleteMarker: true },
          },
        ],
      },
      // S3 rejects rules for old versions without versioning.
      { parent: this, dependsOn: [versioning] },
    );
  }

  #allowUploads(name: string, origins: readonly string[]): void {
    new aws.s3.BucketCorsConfiguration(
      `${name}-cors`,
      {
        bucket: this.#bucket.bucket,
        corsRules: [
          {
            allowedMethods: ["POST"],
            allowedOrigins: [...origins],
            allowedHeaders: ["*"],
            maxAgeSeconds: 600,
          },
        ],
      },
      { parent: this },
    );
  }
}

/** Grants on the photos below a prefix, which ends with a slash. They set the variable `<NAME>_BUCKET`. */
class PhotoGrants {
  readonly #arns: ReturnType<typeof arns>;

  constructor(
    private readonly name: string,
    private readonly bucketName: string,
    private readonly bucket: aws.s3.Bucket,
  ) {
    this.#arns = arns(currentStage());
  }

  /** Writes photos, directly or by a signed form. */
  putObject(prefix: string): Grant {
    return this.#below(prefix, "s3:PutObject");
  }

  /** Reads photos and their metadata. */
  getObject(prefix: string): Grant {
    return this.#below(prefix, "s3:GetObject");
  }

  /** Deletes photos. Their versions remain for 30 days, those of uploads for one. */
  deleteObject(prefix: string): Grant {
    return this.#below(prefix, "s3:DeleteObject");
  }

  /** Deletes versions of photos. S3 also requires {@link deleteObject} to delete several in one call. */
  deleteVersion(prefix: string): Grant {
    return this.#below(prefix, "s3:DeleteObjectVersion");
  }

  /** Lists photos. Also makes S3 answer 404 instead of 403 for a missing photo. */
  listObjects(prefix: string): Grant {
    return this.#list(prefix, "s3:ListBucket");
  }

  /** Lists photos with all versions. */
  listVersions(prefix: string): Grant {
    return this.#list(prefix, "s3:ListBucketVersions");
  }

  #list(prefix: string, action: string): Grant {
    return this.#grant({
      ...allow(action, this.#arns.bucket(this.bucketName)),
      Condition: { StringLike: { "s3:prefix": [objectsBelow(prefix)] } },
    });
  }

  #below(prefix: string, action: string): Grant {
    return this.#grant(allow(action, this.#arns.bucket(this.bucketName, objectsBelow(prefix))));
  }

  #grant(statement: Statement): Grant {
    return {
      statements: [statement],
      environment: { [`${environmentName(this.name)}_BUCKET`]: this.bucketName },
      resources: [this.bucket],
    };
  }
}

const environmentName = (name: string): string => name.replaceAll("-", "_").toUpperCase();

/**
 * The pattern of all keys below a prefix.
 * @throws Error if the prefix does not end with a slash, since it would also match other prefixes.
 */
function objectsBelow(prefix: string): string {
  if (!/^(?:[a-z0-9-]+\/)+$/.test(prefix))
    throw new Error(`invalid prefix "${prefix}": use folder names, each followed by a slash`);
  return `${prefix}*`;
}

/** Lets CloudFront read the photos below a prefix. */
function readByCloudFront(bucket: string, prefix: string): object {
  const arn = arns(currentStage());
  return {
    Sid: "ShowThroughCloudFront",
    Principal: { Service: "cloudfront.amazonaws.com" },
    ...allow("s3:GetObject", arn.bucket(bucket, objectsBelow(prefix))),
    // Any distribution of this account: the id of ours is unknown in a preview, and policies must be known there.
    Condition: { ArnLike: { "aws:SourceArn": arn.distributions() } },
  };
}
