import * as cloudfront from "@aws-sdk/client-cloudfront";
import type { Clients } from "../../clients";
import type { Lifecycle } from "../lifecycle";

const origin = {
  originId: "photos",
  domainName: "sjc1990app-photos-local.s3.us-east-1.amazonaws.com",
};
const behavior = {
  targetOriginId: "photos",
  viewerProtocolPolicy: "https-only",
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
};
const restrictions = { geoRestriction: { restrictionType: "none" } };
const viewerCertificate = { cloudfrontDefaultCertificate: true };

/** Cases of the type `Distribution`. */
export async function distributionCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.cloudFront();
  return [
    {
      token: "aws:cloudfront/distribution:Distribution",
      small: {
        enabled: true,
        comment: "photos",
        origins: [origin],
        defaultCacheBehavior: behavior,
        restrictions,
        viewerCertificate,
      },
      large: {
        enabled: true,
        comment: "photos of profiles",
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: "PriceClass_100",
        defaultRootObject: "index.html",
        aliases: ["photos.example.org"],
        origins: [
          { ...origin, originAccessControlId: "E123", originPath: "/public" },
          {
            originId: "api",
            domainName: "api.example.org",
            customHeaders: [{ name: "x-from", value: "cdn" }],
            customOriginConfig: {
              httpPort: 80,
              httpsPort: 443,
              originProtocolPolicy: "https-only",
              originSslProtocols: ["TLSv1.2"],
            },
          },
        ],
        defaultCacheBehavior: {
          ...behavior,
          compress: true,
          cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
        },
        orderedCacheBehaviors: [{ ...behavior, pathPattern: "/api/*", targetOriginId: "api" }],
        customErrorResponses: [{ errorCode: 403, responseCode: 404, responsePagePath: "/none.html" }],
        restrictions: { geoRestriction: { restrictionType: "whitelist", locations: ["HK", "GB"] } },
        viewerCertificate: {
          acmCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/1",
          minimumProtocolVersion: "TLSv1.2_2021",
          sslSupportMethod: "sni-only",
        },
        waitForDeployment: false,
        tags: { owner: "platform" },
      },
      drift: async (Id) => {
        const told = await client.send(new cloudfront.GetDistributionConfigCommand({ Id }));
        const config = told.DistributionConfig as cloudfront.DistributionConfig;
        const DistributionConfig = { ...config, HttpVersion: cloudfront.HttpVersion.http2 };
        await client.send(
          new cloudfront.UpdateDistributionCommand({ Id, IfMatch: told.ETag, DistributionConfig }),
        );
      },
      drifted: ["httpVersion"],
      replaced: { staging: true },
      unseen: ["waitForDeployment"],
    },
  ];
}

/** Cases of the type `OriginAccessControl`. */
export async function originAccessControlCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.cloudFront();
  const small = {
    name: "photos",
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  };
  return [
    {
      token: "aws:cloudfront/originAccessControl:OriginAccessControl",
      small,
      large: { ...small, description: "Reads photos", signingBehavior: "no-override" },
      drift: async (Id) => {
        const told = await client.send(new cloudfront.GetOriginAccessControlConfigCommand({ Id }));
        const config = told.OriginAccessControlConfig as cloudfront.OriginAccessControlConfig;
        await client.send(
          new cloudfront.UpdateOriginAccessControlCommand({
            Id,
            IfMatch: told.ETag,
            OriginAccessControlConfig: { ...config, SigningBehavior: "never" },
          }),
        );
      },
      drifted: ["signingBehavior"],
      replaced: {},
    },
  ];
}

/** Cases of the type `ResponseHeadersPolicy`. */
export async function responseHeadersPolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.cloudFront();
  return [
    {
      token: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
      small: {
        name: "photos",
        securityHeadersConfig: { contentTypeOptions: { override: true } },
      },
      large: {
        name: "photos",
        comment: "Photos",
        corsConfig: {
          accessControlAllowCredentials: false,
          accessControlAllowHeaders: { items: ["*"] },
          accessControlAllowMethods: { items: ["GET", "HEAD"] },
          accessControlAllowOrigins: { items: ["https://app.example.org"] },
          accessControlMaxAgeSec: 600,
          originOverride: true,
        },
        customHeadersConfig: { items: [{ header: "cache-control", value: "max-age=60", override: false }] },
        removeHeadersConfig: { items: [{ header: "server" }] },
        securityHeadersConfig: {
          contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'", override: true },
          contentTypeOptions: { override: true },
          frameOptions: { frameOption: "DENY", override: true },
          referrerPolicy: { referrerPolicy: "no-referrer", override: true },
          strictTransportSecurity: {
            accessControlMaxAgeSec: 31_536_000,
            includeSubdomains: true,
            override: true,
          },
          xssProtection: { protection: true, modeBlock: true, override: true },
        },
      },
      drift: async (Id) => {
        const told = await client.send(new cloudfront.GetResponseHeadersPolicyConfigCommand({ Id }));
        const config = told.ResponseHeadersPolicyConfig as cloudfront.ResponseHeadersPolicyConfig;
        await client.send(
          new cloudfront.UpdateResponseHeadersPolicyCommand({
            Id,
            IfMatch: told.ETag,
            ResponseHeadersPolicyConfig: { ...config, Comment: "Other" },
          }),
        );
      },
      drifted: ["comment"],
      replaced: {},
    },
  ];
}

/** Cases of the type `CachePolicy`. */
export async function cachePolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.cloudFront();
  const nothing = {
    cookiesConfig: { cookieBehavior: "none" },
    headersConfig: { headerBehavior: "none" },
    queryStringsConfig: { queryStringBehavior: "none" },
  };
  return [
    {
      token: "aws:cloudfront/cachePolicy:CachePolicy",
      small: { name: "photos", parametersInCacheKeyAndForwardedToOrigin: nothing },
      large: {
        name: "photos",
        comment: "Photos",
        minTtl: 1,
        defaultTtl: 300,
        maxTtl: 600,
        parametersInCacheKeyAndForwardedToOrigin: {
          ...nothing,
          enableAcceptEncodingGzip: true,
          headersConfig: { headerBehavior: "whitelist", headers: { items: ["Origin"] } },
        },
      },
      drift: async (Id) => {
        const told = await client.send(new cloudfront.GetCachePolicyConfigCommand({ Id }));
        const config = told.CachePolicyConfig as cloudfront.CachePolicyConfig;
        const CachePolicyConfig = { ...config, MaxTTL: 601 };
        await client.send(
          new cloudfront.UpdateCachePolicyCommand({ Id, IfMatch: told.ETag, CachePolicyConfig }),
        );
      },
      drifted: ["maxTtl"],
      replaced: {},
    },
  ];
}
