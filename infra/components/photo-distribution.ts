import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";
import { movedFrom } from "./moved";

/** Seconds that edges and browsers cache a photo. A deleted photo can be visible for that long. */
const CACHE_TTL = 300;

/** Arguments of a {@link PhotoDistribution}. */
export interface PhotoDistributionArgs {
  bucket: aws.s3.Bucket;
  /** Web origins whose scripts may read the photos. */
  corsOrigins: readonly string[];
  /** Custom domain name with its certificate. Default: the domain name that CloudFront assigns. */
  domain?: { name: string; certificateArn: pulumi.Input<string> };
}

/** A CloudFront distribution of a private bucket: read-only, TLS only, with headers that let browsers show images only. */
export class PhotoDistribution extends pulumi.ComponentResource {
  readonly distribution: aws.cloudfront.Distribution;

  constructor(name: string, args: PhotoDistributionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:data:PhotoDistribution", name, {}, opts);
    const child = movedFrom(opts?.parent, this);
    const physical = physicalName(name, currentStage());
    const { bucket, domain } = args;

    const access = new aws.cloudfront.OriginAccessControl(
      `${name}-access`,
      {
        name: physical,
        description: `Reads ${physical}`,
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
      child,
    );
    const headers = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-headers`,
      { name: physical, comment: `Headers of ${physical}`, ...photoHeaders(args.corsOrigins) },
      child,
    );
    const cache = new aws.cloudfront.CachePolicy(
      `${name}-cache`,
      {
        name: physical,
        comment: `Caching of ${physical}`,
        minTtl: 0,
        defaultTtl: CACHE_TTL,
        maxTtl: CACHE_TTL,
        parametersInCacheKeyAndForwardedToOrigin: {
          cookiesConfig: { cookieBehavior: "none" },
          headersConfig: { headerBehavior: "none" },
          queryStringsConfig: { queryStringBehavior: "none" },
        },
      },
      child,
    );
    this.distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        enabled: true,
        // CloudFront takes minutes to reach all its edges, and only the domain name is needed here, which it knows at once.
        waitForDeployment: false,
        comment: physical,
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        // The cheapest price class with edges in Hong Kong.
        priceClass: "PriceClass_200",
        origins: [
          {
            originId: "bucket",
            domainName: bucket.bucketRegionalDomainName,
            originAccessControlId: access.id,
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: "bucket",
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["GET", "HEAD"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: cache.id,
          responseHeadersPolicyId: headers.id,
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        ...(domain === undefined
          ? { viewerCertificate: { cloudfrontDefaultCertificate: true } }
          : {
              aliases: [domain.name],
              viewerCertificate: {
                acmCertificateArn: domain.certificateArn,
                sslSupportMethod: "sni-only",
                minimumProtocolVersion: "TLSv1.2_2021",
              },
            }),
      },
      { ...child, protect: currentStage().protectData },
    );
    this.registerOutputs({ domainName: this.distribution.domainName });
  }
}

/** Uploaders choose the content of a file. With these headers, browsers show images and nothing else. */
function photoHeaders(corsOrigins: readonly string[]) {
  const override = true;
  return {
    corsConfig: {
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: { items: ["*"] },
      accessControlAllowMethods: { items: ["GET", "HEAD"] },
      accessControlAllowOrigins: { items: [...corsOrigins] },
      accessControlMaxAgeSec: 600,
      originOverride: true,
    },
    customHeadersConfig: {
      items: [
        { header: "Cache-Control", value: `private, max-age=${String(CACHE_TTL)}`, override },
        { header: "Cross-Origin-Resource-Policy", value: "cross-origin", override },
      ],
    },
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; sandbox", override },
      contentTypeOptions: { override },
      frameOptions: { frameOption: "DENY", override },
      referrerPolicy: { referrerPolicy: "no-referrer", override },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override },
    },
  };
}
