import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";
import { aliasRecords, certificate, CLOUDFRONT_REGION } from "./domain";

/** Seconds that a photo is kept at the edge and in browsers: one that was removed is soon gone everywhere. */
const CACHE_TTL = 300;

/** How a bucket is shown. */
export interface DistributeArgs {
  /** Web origins whose scripts may read the photos. */
  corsOrigins: readonly string[];
  /** A domain name of its own, and the Route 53 zone in which it is. Default: one of CloudFront's choice. */
  domain?: { name: string; hostedZoneId: string };
  parent: pulumi.Resource;
}

/**
 * Shows a private bucket through CloudFront: over TLS alone, to be read alone, and as nothing but pictures.
 * @returns the domain name at which it is shown.
 */
export function distribute(
  name: string,
  bucket: aws.s3.Bucket,
  { corsOrigins, domain, parent }: DistributeArgs,
): { distribution: aws.cloudfront.Distribution; domainName: pulumi.Output<string> } {
  const stage = currentStage();
  const physical = physicalName(name, stage);

  const access = new aws.cloudfront.OriginAccessControl(
    `${name}-access`,
    {
      name: physical,
      description: `Reads ${physical}`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    { parent },
  );
  const headers = new aws.cloudfront.ResponseHeadersPolicy(
    `${name}-headers`,
    { name: physical, comment: `Headers of ${physical}`, ...photoHeaders(corsOrigins) },
    { parent },
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
    { parent },
  );

  const place =
    domain === undefined ? undefined : { domainName: domain.name, hostedZoneId: domain.hostedZoneId, parent };

  const distribution = new aws.cloudfront.Distribution(
    `${name}-distribution`,
    {
      enabled: true,
      comment: physical,
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      // The cheapest class that has edges in Hong Kong.
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
      ...(place === undefined
        ? { viewerCertificate: { cloudfrontDefaultCertificate: true } }
        : {
            aliases: [place.domainName],
            viewerCertificate: {
              acmCertificateArn: certificate(name, place, CLOUDFRONT_REGION),
              sslSupportMethod: "sni-only",
              minimumProtocolVersion: "TLSv1.2_2021",
            },
          }),
    },
    { parent },
  );
  if (place === undefined) return { distribution, domainName: distribution.domainName };
  const target = { name: distribution.domainName, zoneId: distribution.hostedZoneId };
  aliasRecords(name, place, target, ["A", "AAAA"]);
  return { distribution, domainName: pulumi.output(place.domainName) };
}

/** Who uploads decides what a file is: these headers see to it that a browser takes it for a picture or for nothing. */
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
