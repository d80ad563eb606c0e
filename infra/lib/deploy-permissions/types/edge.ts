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

/** ARNs of API Gateway are paths of its own API, without an account. */
const gateway =
  (path: string) =>
  ({ region }: DeployPlace): string =>
    `arn:aws:apigateway:${region}::${path}`;

const CHANGES = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"];

/**
 * Resources of API Gateway below a path, with ids that it chooses. In conditions, a child has the tags of its parent
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html).
 */
function gatewayRules(path: string): readonly Rule[] {
  return [
    { write: ["apigateway:POST"], on: onAll(gateway(path)), when: making },
    { read: ["apigateway:GET"], write: CHANGES, on: onAll(gateway(`${path}/*`)), when: own },
    { read: ["apigateway:GET"], on: onAll(gateway("/tags/*")) },
    { write: ["apigateway:DELETE", "apigateway:PUT"], on: onAll(gateway("/tags/*")), when: tagging },
  ];
}

/**
 * API Gateway creates it with the first API, stage or custom domain name of an account that needs it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
 */
const gatewayServiceRole = ({ accountId }: DeployPlace): string =>
  `arn:aws:iam::${accountId}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`;

const restApi: TypePermissions = {
  rules: [
    ...gatewayRules("/restapis"),
    {
      write: ["iam:CreateServiceLinkedRole"],
      on: onAll(gatewayServiceRole),
      when: () => ({ StringEquals: { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" } }),
    },
  ],
  passesRoleTo: "apigateway.amazonaws.com",
};
const partOfApi: TypePermissions = { rules: gatewayRules("/restapis") };
const usagePlan: TypePermissions = { rules: gatewayRules("/usageplans") };

const domainPaths = onEach(
  (name, place) => gateway(`/domainnames/${name}`)(place),
  (name, place) => gateway(`/domainnames/${name}/*`)(place),
);

const apiStage = ({ region, stage }: DeployPlace): string =>
  `arn:aws:apigateway:${region}::/restapis/*/stages/${stage}`;

/** CloudFront is global and chooses the ids. */
const cloudFront =
  (kind: string) =>
  ({ accountId }: DeployPlace): string =>
    `arn:aws:cloudfront::${accountId}:${kind}/*`;

/** CloudFront policies and origin access controls have no tags, so that a stage cannot be limited to its own. */
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

/** Certificates of the API are in its region, those of CloudFront in us-east-1. */
const certificates: Rule["on"] = (_names, { region, accountId }) =>
  [...new Set([region, "us-east-1"])].map((place) => `arn:aws:acm:${place}:${accountId}:certificate/*`);

/**
 * Condition: the records of the stage's domain names, the validation records of their certificates, and the DKIM keys of
 * its e-mail.
 */
const ownNames = ({ domains, emailFrom }: DeployPlace): Conditions => ({
  "ForAllValues:StringLike": {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": [
      ...[domains?.api, domains?.photos].flatMap((name) => (name === undefined ? [] : [name, `_*.${name}`])),
      `*._domainkey.${emailFrom.slice(emailFrom.lastIndexOf("@") + 1)}`,
    ],
  },
});

const webAcl = (name: string, { region, accountId }: DeployPlace): string =>
  `arn:aws:wafv2:${region}:${accountId}:regional/webacl/${name}/*`;

/** API, distribution, domain names and web ACL. */
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
  // Waits until the certificate is issued.
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
      // The entry of the web ACL allows the other resource of these actions.
      {
        read: ["wafv2:GetWebACLForResource"],
        write: ["apigateway:SetWebACL", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"],
        on: onAll(apiStage),
      },
    ],
  },
};
