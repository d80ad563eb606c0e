import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant, type Statement } from "../lib/iam";
import { arns, bucketName } from "../lib/names";
import { keepPrivate, refusePlainHttp } from "../lib/private-bucket";
import { distribute } from "./photo-distribution";

/** What a {@link PhotoStore} needs. */
export interface PhotoStoreArgs {
  /** Prefix of the photos that are shown, e.g. `profiles/`: CloudFront serves these and no others. */
  shown: string;
  /** Prefix of the photos that others took the place of, e.g. `archive/`: they go to Glacier after 90 days. */
  archived: string;
}

/**
 * The private bucket `sjc1990app-<name>-<stage>-<account>` and the CloudFront distribution that alone shows what is in
 * it. Web origins of the stage may post uploads to it, by forms that a function signed.
 */
export class PhotoStore extends pulumi.ComponentResource {
  /** The physical name, known before the bucket exists. */
  readonly bucketName: string;
  /** Where photos are shown, e.g. `d111111abcdef8.cloudfront.net`. */
  readonly domainName: pulumi.Output<string>;
  /** Tells a function where photos are shown: `<NAME>_DOMAIN`. */
  readonly environment: Readonly<Record<string, pulumi.Output<string>>>;
  readonly bucket: aws.s3.Bucket;
  readonly distribution: aws.cloudfront.Distribution;
  readonly grants: PhotoGrants;

  constructor(name: string, args: PhotoStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:data:PhotoStore", name, {}, opts);
    const stage = currentStage();
    this.bucketName = bucketName(name, stage);
    this.grants = new PhotoGrants(name, this.bucketName);

    this.bucket = new aws.s3.Bucket(
      name,
      { bucket: this.bucketName, forceDestroy: !stage.protectData },
      { parent: this, protect: stage.protectData },
    );
    this.#protect(name, args.shown);
    this.#expire(name, args.archived);
    this.#letBrowsersUpload(name, stage.corsOrigins);
    const { distribution, domainName } = distribute(name, this.bucket, {
      corsOrigins: stage.corsOrigins,
      ...(stage.domains === undefined
        ? {}
        : { domain: { name: stage.domains.photos, hostedZoneId: stage.domains.hostedZoneId } }),
      parent: this,
    });
    this.distribution = distribution;
    this.domainName = domainName;
    this.environment = { [`${environmentName(name)}_DOMAIN`]: this.domainName };
    this.registerOutputs({ bucket: this.bucket.bucket, domainName: this.domainName });
  }

  /** Nobody but CloudFront and the roles of this account; encrypted at rest and on the way. */
  #protect(name: string, shown: string): void {
    const parent = { parent: this };
    const bucket = this.bucket.bucket;
    const block = keepPrivate(name, bucket, this);
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      parent,
    );
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket, policy: bucketPolicy(this.bucketName, shown) },
      { parent: this, dependsOn: [block] },
    );
  }

  #expire(name: string, archived: string): void {
    const bucket = this.bucket.bucket;
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        rules: [
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
            // What is left when all versions of a removed photo are gone.
            expiration: { expiredObjectDeleteMarker: true },
          },
        ],
      },
      // S3 asks for versions before rules about them.
      { parent: this, dependsOn: [versioning] },
    );
  }

  #letBrowsersUpload(name: string, origins: readonly string[]): void {
    new aws.s3.BucketCorsConfiguration(
      `${name}-cors`,
      {
        bucket: this.bucket.bucket,
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

/** What a function may do with photos; the bucket is in the variable `<NAME>_BUCKET`. Prefixes end with a slash. */
export class PhotoGrants {
  readonly #arns: ReturnType<typeof arns>;

  constructor(
    private readonly name: string,
    private readonly bucketName: string,
  ) {
    this.#arns = arns(currentStage());
  }

  /** Writes photos below a prefix, by itself or by a form that it signs. */
  putObject(prefix: string): Grant {
    return this.#below(prefix, "s3:PutObject");
  }

  /** Reads photos below a prefix, and asks what they are. */
  getObject(prefix: string): Grant {
    return this.#below(prefix, "s3:GetObject");
  }

  /** Removes photos below a prefix; a version of each stays for 30 days. */
  deleteObject(prefix: string): Grant {
    return this.#below(prefix, "s3:DeleteObject");
  }

  /** Removes versions of photos below a prefix, so that nothing stays. */
  deleteObjectVersion(prefix: string): Grant {
    return this.#below(prefix, "s3:DeleteObjectVersion");
  }

  /** Lists what is there below a prefix. With it a photo that is not there is told from one that may not be read. */
  listObjects(prefix: string): Grant {
    return this.#listing(prefix, "s3:ListBucket");
  }

  /** Lists the versions of what is, or was, below a prefix. */
  listObjectVersions(prefix: string): Grant {
    return this.#listing(prefix, "s3:ListBucketVersions");
  }

  #below(prefix: string, action: string): Grant {
    return this.#grant(allow(action, this.#arns.bucket(this.bucketName, objectsBelow(prefix))));
  }

  #listing(prefix: string, action: string): Grant {
    return this.#grant({
      ...allow(action, this.#arns.bucket(this.bucketName)),
      Condition: { StringLike: { "s3:prefix": [objectsBelow(prefix)] } },
    });
  }

  #grant(statement: Statement): Grant {
    return {
      statements: [statement],
      environment: { [`${environmentName(this.name)}_BUCKET`]: this.bucketName },
    };
  }
}

const environmentName = (name: string): string => name.replaceAll("-", "_").toUpperCase();

/**
 * A pattern of all keys below a prefix.
 * @throws Error when the prefix is not that of a folder, so that it would match others, too.
 */
function objectsBelow(prefix: string): string {
  if (!/^(?:[a-z0-9-]+\/)+$/.test(prefix)) throw new Error(`the prefix "${prefix}" is not one of a folder`);
  return `${prefix}*`;
}

/** Who may use the bucket, beside roles of this account: CloudFront; and nobody without TLS. */
function bucketPolicy(bucket: string, shown: string): string {
  const arn = arns(currentStage());
  const objects = arn.bucket(bucket, objectsBelow(shown));
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ShowThroughCloudFront",
        Principal: { Service: "cloudfront.amazonaws.com" },
        ...allow("s3:GetObject", objects),
        // That of this account alone. Its distribution cannot be named: it is not made yet when the gate reads this.
        Condition: { ArnLike: { "aws:SourceArn": arn.distributions() } },
      },
      refusePlainHttp(bucket),
    ],
  });
}
