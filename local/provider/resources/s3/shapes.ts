import type { Shape } from "../shared";

/** Properties of `BucketVersioning`. */
export const versioning: Shape = {
  versioningConfiguration: {
    required: true,
    of: { status: { required: true }, mfaDelete: { as: "MFADelete", default: "Disabled" } },
  },
};

/** Properties of `BucketServerSideEncryptionConfiguration`. */
export const encryption: Shape = {
  rules: {
    required: true,
    of: {
      applyServerSideEncryptionByDefault: {
        of: {
          sseAlgorithm: { as: "SSEAlgorithm", required: true },
          kmsMasterKeyId: { as: "KMSMasterKeyID", default: "" },
        },
      },
      bucketKeyEnabled: { default: false },
    },
  },
};

/** Properties of `BucketPublicAccessBlock`. */
export const publicAccess: Shape = {
  blockPublicAcls: { default: false },
  blockPublicPolicy: { default: false },
  ignorePublicAcls: { default: false },
  restrictPublicBuckets: { default: false },
};

/** Properties of `BucketLogging`. */
export const logging: Shape = { targetBucket: { required: true }, targetPrefix: { required: true } };

/** Properties of `BucketOwnershipControls`. */
export const ownership: Shape = {
  rule: { required: true, of: { objectOwnership: { required: true } } },
};

/** Properties of `BucketCorsConfiguration`. */
export const cors: Shape = {
  corsRules: {
    as: "CORSRules",
    required: true,
    of: {
      id: { as: "ID", default: "" },
      allowedHeaders: { set: true },
      allowedMethods: { set: true, required: true },
      allowedOrigins: { set: true, required: true },
      exposeHeaders: { set: true },
      maxAgeSeconds: { default: 0 },
    },
  },
};

const days: Shape = {
  noncurrentDays: { required: true },
  newerNoncurrentVersions: {},
};

/** Properties of `BucketLifecycleConfiguration`. */
export const lifecycle: Shape = {
  // The emulator does not keep it, and moves no objects.
  transitionDefaultMinimumObjectSize: { default: "all_storage_classes_128K", writeOnly: true },
  rules: {
    required: true,
    of: {
      id: { as: "ID", required: true },
      status: { required: true },
      filter: {
        of: {
          prefix: { default: "" },
          objectSizeGreaterThan: { default: 0 },
          objectSizeLessThan: { default: 0 },
          tag: { of: { key: { required: true }, value: { required: true } } },
        },
      },
      abortIncompleteMultipartUpload: { of: { daysAfterInitiation: {} } },
      expiration: {
        of: { date: { date: true }, days: { default: 0 }, expiredObjectDeleteMarker: { default: false } },
      },
      transitions: {
        set: true,
        of: { date: { date: true }, days: {}, storageClass: { required: true } },
      },
      noncurrentVersionExpiration: { of: days },
      noncurrentVersionTransitions: { set: true, of: { ...days, storageClass: { required: true } } },
    },
  },
};
