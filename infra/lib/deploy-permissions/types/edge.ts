import {
  making,
  named,
  onAll,
  onEach,
  onNothing,
  own,
  tagging,
  type Conditions,
  type DeployPlace,
  type PermissionTable,
  type Rule,
  type TypePermissions,
} from "../rule";

/** API Gateway's ARNs are paths of its API, without an account. */
const gateway =
  (path: string) =>
  ({ region }: DeployPlace): string =>
    `arn:aws:apigateway:${region}::${path}`;

const CHANGES = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"];

/**
 * Resources of API Gateway below a path, which have ids of its choice. A child has its parent's tags where a condition
 * asks for them (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html).
 */
function gatewayRules(path: string): readonly Rule[] {
  return [
    { write: ["apigateway:POST"], on: onAll(gateway(path)), when: making },
    { read: ["apigateway:GET"], write: CHANGES, on: onAll(gateway(`${path}/*`)), when: own },
    { read: ["apigateway:GET"], on: onAll(gateway("/tags/*")) },
    { write: ["apigateway:DELETE", "apigateway:PUT"], on: onAll(gateway("/tags/*")), when: tagging },
  ];
}

const restApi: TypePermissions = {
  rules: gatewayRules("/restapis"),
  passesRoleTo: "apigateway.amazonaws.com",
};
const partOfApi: TypePermissions = { rules: gatewayRules("/restapis") };
const usagePlan: TypePermissions = { rules: gatewayRules("/usageplans") };

const domainPaths = onEach(
  (name, place) => gateway(`/domainnames/${name}`)(place),
  (name, place) => gateway(`/domainnames/${name}/*`)(place),
);

/** Made by AWS for the account with the first domain name of its own. */
const domainServiceRole = ({ accountId }: DeployPlace): string =>
  `arn:aws:iam::${accountId}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`;

const apiStage = ({ region, stage }: DeployPlace): string =>
  `arn:aws:apigateway:${region}::/restapis/*/stages/${stage}`;

/** CloudFront has no regions; ids are its choice. */
const cloudFront =
  (kind: string) =>
  ({ accountId }: DeployPlace): string =>
    `arn:aws:cloudfront::${accountId}:${kind}/*`;

/** Policies and access controls of CloudFront take no tags: one cannot be told from another stage's. */
function cloudFrontShared(noun: string, kind: string): TypePermissions {
  return {
    rules: [
      { write: [`cloudfront:Create${noun}`], on: onNothing },
      {
        read: [`cloudfront:Get${noun}`],
        write: [`cloudfront:Delete${noun}`, `cloudfront:Update${noun}`],
        on: onAll(cloudFront(kind)),
      },
    ],
  };
}

/** Certificates of the API are where it is, those of CloudFront in us-east-1. */
const certificates: Rule["on"] = (_names, { region, accountId }) =>
  [...new Set([region, "us-east-1"])].map((place) => `arn:aws:acm:${place}:${accountId}:certificate/*`);

/** Records of the stage's own names, and those by which it proves that they are its own. */
const ownNames = ({ domains }: DeployPlace): Conditions => ({
  "ForAllValues:StringLike": {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": [domains?.api, domains?.photos].flatMap(
      (name) => (name === undefined ? [] : [name, `_*.${name}`]),
    ),
  },
});

const webAcl = (name: string, { region, accountId }: DeployPlace): string =>
  `arn:aws:wafv2:${region}:${accountId}:regional/webacl/${name}/*`;

/** The way in: API, distribution, names, firewall. */
export const edgeTypes: PermissionTable = {
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:apigateway/deployment:Deployment": partOfApi,
  "aws:apigateway/stage:Stage": partOfApi,
  "aws:apigateway/methodSettings:MethodSettings": partOfApi,
  "aws:apigateway/usagePlan:UsagePlan": usagePlan,
  "aws:apigateway/usagePlanKey:UsagePlanKey": usagePlan,
  "aws:apigateway/apiKey:ApiKey": { rules: gatewayRules("/apikeys") },
  "aws:apigateway/domainName:DomainName": {
    name: named("domainName"),
    rules: [
      { write: ["apigateway:POST"], on: onAll(gateway("/domainnames")), when: making },
      {
        read: ["apigateway:GET"],
        write: [...CHANGES, "apigateway:AddCertificateToDomain", "apigateway:RemoveCertificateFromDomain"],
        on: domainPaths,
      },
      {
        write: ["iam:CreateServiceLinkedRole"],
        on: onAll(domainServiceRole),
        when: () => ({ StringEquals: { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" } }),
      },
    ],
  },
  "aws:apigateway/basePathMapping:BasePathMapping": {
    name: named("domainName"),
    rules: [{ read: ["apigateway:GET"], write: CHANGES, on: domainPaths }],
  },
  "aws:cloudfront/distribution:Distribution": {
    rules: [
      { write: ["cloudfront:CreateDistribution"], on: onNothing, when: making },
      { write: ["cloudfront:TagResource"], on: onAll(cloudFront("distribution")), when: tagging },
      {
        read: ["cloudfront:GetDistribution", "cloudfront:ListTagsForResource"],
        on: onAll(cloudFront("distribution")),
      },
      {
        write: ["cloudfront:DeleteDistribution", "cloudfront:UntagResource", "cloudfront:UpdateDistribution"],
        on: onAll(cloudFront("distribution")),
        when: own,
      },
    ],
  },
  "aws:cloudfront/originAccessControl:OriginAccessControl": cloudFrontShared(
    "OriginAccessControl",
    "origin-access-control",
  ),
  "aws:cloudfront/cachePolicy:CachePolicy": cloudFrontShared("CachePolicy", "cache-policy"),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": cloudFrontShared(
    "ResponseHeadersPolicy",
    "response-headers-policy",
  ),
  "aws:acm/certificate:Certificate": {
    rules: [
      { write: ["acm:RequestCertificate"], on: onNothing, when: making },
      { write: ["acm:AddTagsToCertificate"], on: certificates, when: tagging },
      { read: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"], on: certificates },
      {
        write: ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate", "acm:UpdateCertificateOptions"],
        on: certificates,
        when: own,
      },
    ],
  },
  // Waits until a certificate is there.
  "aws:acm/certificateValidation:CertificateValidation": { rules: [] },
  "aws:route53/record:Record": {
    name: named("zoneId"),
    rules: [
      {
        read: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
        on: onEach((zone) => `arn:aws:route53:::hostedzone/${zone}`),
      },
      {
        write: ["route53:ChangeResourceRecordSets"],
        on: onEach((zone) => `arn:aws:route53:::hostedzone/${zone}`),
        when: ownNames,
      },
      { read: ["route53:GetChange"], on: onAll(() => "arn:aws:route53:::change/*") },
    ],
  },
  "aws:wafv2/webAcl:WebAcl": {
    name: named("name"),
    rules: [
      {
        read: ["wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource"],
        write: [
          "wafv2:AssociateWebACL",
          "wafv2:CreateWebACL",
          "wafv2:DeleteWebACL",
          "wafv2:TagResource",
          "wafv2:UntagResource",
          "wafv2:UpdateWebACL",
        ],
        on: onEach(webAcl),
      },
    ],
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    rules: [
      // The other end is the firewall itself, in its own entry.
      {
        read: ["wafv2:GetWebACLForResource"],
        write: ["apigateway:SetWebACL", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"],
        on: onAll(apiStage),
      },
    ],
  },
};
