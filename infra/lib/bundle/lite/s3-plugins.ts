/**
 * For the parts of the S3 client that serve directory buckets and buckets of other regions. Left out: sessions, and
 * following a redirect to another region.
 */
export { getAddExpectContinuePlugin, getValidateBucketNamePlugin } from "@aws-sdk/middleware-sdk-s3/s3";

interface S3Config {
  forcePathStyle?: boolean;
  bucketEndpoint?: boolean;
  expectContinueHeader?: boolean | number;
}

/** Bytes from which a body waits for the service to say that it takes it; the SDK's default. */
const EXPECT_CONTINUE = 2_097_152;

export const resolveS3Config = <T extends S3Config>(config: T): T =>
  Object.assign(config, {
    forcePathStyle: config.forcePathStyle ?? false,
    bucketEndpoint: config.bucketEndpoint ?? false,
    expectContinueHeader: config.expectContinueHeader ?? EXPECT_CONTINUE,
  });

const none = () => ({ applyToStack: (): void => {} });

export const getRegionRedirectMiddlewarePlugin = none;
export const getS3ExpressPlugin = none;
/** The one for directory buckets would take the place of the usual one, which stays. */
export const getS3ExpressHttpSigningPlugin = none;
