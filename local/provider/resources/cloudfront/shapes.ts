import type { Shape } from "../shared";

const behavior: Shape = {
  targetOriginId: { required: true },
  viewerProtocolPolicy: { required: true },
  allowedMethods: { required: true, set: true, counted: true },
  cachedMethods: { as: "AllowedMethods.CachedMethods", required: true, set: true, counted: true },
  cachePolicyId: { default: "" },
  originRequestPolicyId: { default: "" },
  responseHeadersPolicyId: { default: "" },
  compress: { default: false },
  defaultTtl: { as: "DefaultTTL", default: 0 },
  maxTtl: { as: "MaxTTL", default: 0 },
  minTtl: { as: "MinTTL", default: 0 },
  smoothStreaming: { default: false },
  trustedKeyGroups: { counted: true },
  functionAssociations: {
    counted: true,
    set: true,
    of: { eventType: { required: true }, functionArn: { as: "FunctionARN", required: true } },
  },
};

const origin: Shape = {
  originId: { as: "Id", required: true },
  domainName: { required: true },
  originPath: { default: "" },
  originAccessControlId: { default: "" },
  connectionAttempts: { default: 3 },
  connectionTimeout: { default: 10 },
  customHeaders: {
    counted: true,
    set: true,
    of: { name: { as: "HeaderName", required: true }, value: { as: "HeaderValue", required: true } },
  },
  s3OriginConfig: { as: "S3OriginConfig", of: { originAccessIdentity: { default: "" } } },
  customOriginConfig: {
    of: {
      httpPort: { as: "HTTPPort", required: true },
      httpsPort: { as: "HTTPSPort", required: true },
      originProtocolPolicy: { required: true },
      originSslProtocols: { counted: true, set: true, required: true },
      originKeepaliveTimeout: { default: 5 },
      originReadTimeout: { default: 30 },
    },
  },
};

/** The configuration of a distribution. */
export const distributionConfig: Shape = {
  enabled: { required: true },
  comment: { default: "" },
  aliases: { counted: true, set: true },
  defaultRootObject: { default: "" },
  httpVersion: { default: "http2" },
  isIpv6Enabled: { as: "IsIPV6Enabled", default: false },
  priceClass: { default: "PriceClass_All" },
  webAclId: { as: "WebACLId", default: "" },
  staging: { replace: true, default: false },
  origins: { required: true, counted: true, set: true, of: origin },
  defaultCacheBehavior: { required: true, of: behavior },
  orderedCacheBehaviors: {
    as: "CacheBehaviors",
    counted: true,
    of: { pathPattern: { required: true }, ...behavior },
  },
  customErrorResponses: {
    counted: true,
    set: true,
    of: {
      errorCode: { required: true },
      errorCachingMinTtl: { as: "ErrorCachingMinTTL" },
      responseCode: { numeral: true },
      responsePagePath: {},
    },
  },
  restrictions: {
    required: true,
    of: {
      geoRestriction: {
        required: true,
        of: { restrictionType: { required: true }, locations: { as: "Items", set: true } },
      },
    },
  },
  viewerCertificate: {
    required: true,
    of: {
      acmCertificateArn: { as: "ACMCertificateArn", default: "" },
      cloudfrontDefaultCertificate: { as: "CloudFrontDefaultCertificate", default: false },
      iamCertificateId: { as: "IAMCertificateId", default: "" },
      minimumProtocolVersion: { default: "TLSv1" },
      sslSupportMethod: { as: "SSLSupportMethod", default: "" },
    },
  },
};

/** The configuration of an origin access control. */
export const originAccess: Shape = {
  name: { autoname: true },
  description: { default: "Managed by Pulumi" },
  originAccessControlOriginType: { required: true },
  signingBehavior: { required: true },
  signingProtocol: { required: true },
};

/** A list that is wrapped in an object in the program, too. */
const wrapped: Shape = { items: { set: true } };

/** The configuration of a cache policy. */
export const cachePolicyConfig: Shape = {
  name: { autoname: true },
  comment: { default: "" },
  defaultTtl: { as: "DefaultTTL", default: 86_400 },
  maxTtl: { as: "MaxTTL", default: 31_536_000 },
  minTtl: { as: "MinTTL", default: 0 },
  parametersInCacheKeyAndForwardedToOrigin: {
    required: true,
    of: {
      enableAcceptEncodingBrotli: { default: false },
      enableAcceptEncodingGzip: { default: false },
      cookiesConfig: {
        required: true,
        of: { cookieBehavior: { required: true }, cookies: { of: wrapped } },
      },
      headersConfig: {
        required: true,
        of: { headerBehavior: { default: "none" }, headers: { of: wrapped } },
      },
      queryStringsConfig: {
        required: true,
        of: { queryStringBehavior: { required: true }, queryStrings: { of: wrapped } },
      },
    },
  },
};

/** The configuration of a response headers policy. */
export const responseHeaders: Shape = {
  name: { autoname: true },
  comment: { default: "" },
  corsConfig: {
    of: {
      accessControlAllowCredentials: { required: true },
      accessControlAllowHeaders: { required: true, of: wrapped },
      accessControlAllowMethods: { required: true, of: wrapped },
      accessControlAllowOrigins: { required: true, of: wrapped },
      accessControlExposeHeaders: { of: wrapped },
      accessControlMaxAgeSec: { default: 0 },
      originOverride: { required: true },
    },
  },
  customHeadersConfig: {
    of: {
      items: {
        set: true,
        of: { header: { required: true }, value: { required: true }, override: { required: true } },
      },
    },
  },
  removeHeadersConfig: { of: { items: { set: true, of: { header: { required: true } } } } },
  securityHeadersConfig: {
    of: {
      contentSecurityPolicy: {
        of: { contentSecurityPolicy: { required: true }, override: { required: true } },
      },
      contentTypeOptions: { of: { override: { required: true } } },
      frameOptions: { of: { frameOption: { required: true }, override: { required: true } } },
      referrerPolicy: { of: { referrerPolicy: { required: true }, override: { required: true } } },
      strictTransportSecurity: {
        of: {
          accessControlMaxAgeSec: { required: true },
          includeSubdomains: { default: false },
          preload: { default: false },
          override: { required: true },
        },
      },
      xssProtection: {
        as: "XSSProtection",
        of: {
          modeBlock: { default: false },
          override: { required: true },
          protection: { required: true },
          reportUri: { default: "" },
        },
      },
    },
  },
  serverTimingHeadersConfig: { of: { enabled: { required: true }, samplingRate: { default: 0 } } },
};
