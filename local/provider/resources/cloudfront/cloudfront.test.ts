import { randomUUID } from "node:crypto";
import { request } from "node:http";
import * as cloudfront from "@aws-sdk/client-cloudfront";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["cloudfront.Distribution", distributionCases],
  ["cloudfront.OriginAccessControl", originAccessControlCases],
  ["cloudfront.ResponseHeadersPolicy", responseHeadersPolicyCases],
  ["cloudfront.CachePolicy", cachePolicyCases],
]);

test("a distribution serves the private bucket that it may read, over TLS only", async () => {
  const bucket = `shown-${randomUUID()}`;
  const client = suite.cloud.clients.s3();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "profiles/a.png", Body: "a photo" }));
  const access = await suite.plugin.create("aws:cloudfront/originAccessControl:OriginAccessControl", "it", {
    name: bucket,
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const distribution = await suite.plugin.create("aws:cloudfront/distribution:Distribution", "it", {
    enabled: true,
    origins: [
      {
        originId: "bucket",
        domainName: `${bucket}.s3.us-east-1.amazonaws.com`,
        originAccessControlId: access.id,
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: "bucket",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  });
  const host = distribution.outputs["domainName"] as string;
  const fetched = (headers: Record<string, string>) => get("/profiles/a.png", { host, ...headers });
  const tls = { "x-forwarded-proto": "https" };
  expect(await fetched(tls)).toMatchObject({ status: 403 });
  await suite.plugin.create("aws:s3/bucketPolicy:BucketPolicy", "it", {
    bucket,
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${bucket}/profiles/*`,
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::000000000000:distribution/*" } },
        },
      ],
    }),
  });
  expect(await fetched(tls)).toEqual({ status: 200, body: "a photo" });
  expect(await fetched({})).toMatchObject({ status: 403 });
});

/** Requests a path of the emulator with another host name. */
function get(path: string, headers: Record<string, string>): Promise<{ status?: number; body: string }> {
  const url = new URL(path, suite.cloud.env["AWS_ENDPOINT_URL"]);
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    })
      .on("error", reject)
      .end();
  });
}

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
async function distributionCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudFront();
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
        const response = await client.send(new cloudfront.GetDistributionConfigCommand({ Id }));
        const config = response.DistributionConfig as cloudfront.DistributionConfig;
        const DistributionConfig = { ...config, HttpVersion: cloudfront.HttpVersion.http2 };
        await client.send(
          new cloudfront.UpdateDistributionCommand({ Id, IfMatch: response.ETag, DistributionConfig }),
        );
      },
      drifted: ["httpVersion"],
      replaced: { staging: true },
      unseen: ["waitForDeployment"],
    },
  ];
}

/** Cases of the type `OriginAccessControl`. */
async function originAccessControlCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudFront();
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
        const response = await client.send(new cloudfront.GetOriginAccessControlConfigCommand({ Id }));
        const config = response.OriginAccessControlConfig as cloudfront.OriginAccessControlConfig;
        await client.send(
          new cloudfront.UpdateOriginAccessControlCommand({
            Id,
            IfMatch: response.ETag,
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
async function responseHeadersPolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudFront();
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
        const response = await client.send(new cloudfront.GetResponseHeadersPolicyConfigCommand({ Id }));
        const config = response.ResponseHeadersPolicyConfig as cloudfront.ResponseHeadersPolicyConfig;
        await client.send(
          new cloudfront.UpdateResponseHeadersPolicyCommand({
            Id,
            IfMatch: response.ETag,
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
async function cachePolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudFront();
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
        const response = await client.send(new cloudfront.GetCachePolicyConfigCommand({ Id }));
        const config = response.CachePolicyConfig as cloudfront.CachePolicyConfig;
        const CachePolicyConfig = { ...config, MaxTTL: 601 };
        await client.send(
          new cloudfront.UpdateCachePolicyCommand({ Id, IfMatch: response.ETag, CachePolicyConfig }),
        );
      },
      drifted: ["maxTtl"],
      replaced: {},
    },
  ];
}
