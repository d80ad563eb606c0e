import {
  at,
  isPlainArray,
  isPlainObject,
  jsonOf,
  show,
  UNKNOWN,
  type Plain,
  type PlainObject,
} from "./plain";
import { isGiven } from "./stack";

/**
 * How a property grants access:
 * - `document`: a policy document: identity-based, trust or resource-based;
 * - `own`: a resource-based policy in which `Resource: "*"` means "the resource with this policy";
 * - `openapi`: an OpenAPI document, which may contain a resource policy;
 * - `attachment`: the ARN of a managed policy, or a list of ARNs;
 * - `principal`: the principals that get access, without actions;
 * - `grant`: principal and action are separate properties.
 */
export type CarrierKind = "document" | "own" | "openapi" | "attachment" | "principal" | "grant";

/**
 * Every property of the AWS provider that grants access: `<type>.<property>`, `[]` for each item of a list. Left out:
 * policies that only restrict (organizations, permissions boundaries, session policies), and policies outside IAM
 * (lifecycle, scaling, routing and the like). `carriers.test.ts` lists them.
 */
const table: Readonly<Record<CarrierKind, readonly string[]>> = {
  document: [
    "acmpca/policy:Policy.policy",
    "amp/resourcePolicy:ResourcePolicy.policyDocument",
    "bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy.policy",
    "cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy.accessPolicy",
    "cloudwatch/eventBusPolicy:EventBusPolicy.policy",
    "cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy.deliveryDestinationPolicy",
    "cloudwatch/logDestinationPolicy:LogDestinationPolicy.accessPolicy",
    "cloudwatch/logResourcePolicy:LogResourcePolicy.policyDocument",
    "codebuild/resourcePolicy:ResourcePolicy.policy",
    "dsql/clusterPolicy:ClusterPolicy.policy",
    "dynamodb/resourcePolicy:ResourcePolicy.policy",
    "ec2/vpcEndpoint:VpcEndpoint.policy",
    "ec2/vpcEndpointPolicy:VpcEndpointPolicy.policy",
    "ecr/registryPolicy:RegistryPolicy.policy",
    "ecr/repositoryCreationTemplate:RepositoryCreationTemplate.repositoryPolicy",
    "ecr/repositoryPolicy:RepositoryPolicy.policy",
    "ecrpublic/repositoryPolicy:RepositoryPolicy.policy",
    "elasticsearch/domain:Domain.accessPolicies",
    "elasticsearch/domainPolicy:DomainPolicy.accessPolicies",
    "fsx/s3AccessPointAttachment:S3AccessPointAttachment.s3AccessPoint.policy",
    "glacier/vault:Vault.accessPolicy",
    "glacier/vaultLock:VaultLock.policy",
    "glue/resourcePolicy:ResourcePolicy.policy",
    "iam/groupPolicy:GroupPolicy.policy",
    "iam/policy:Policy.policy",
    "iam/role:Role.assumeRolePolicy",
    "iam/role:Role.inlinePolicies[].policy",
    "iam/rolePolicy:RolePolicy.policy",
    "iam/userPolicy:UserPolicy.policy",
    "iot/policy:Policy.policy",
    "kinesis/resourcePolicy:ResourcePolicy.policy",
    "lambda/resourcePolicy:ResourcePolicy.policy",
    "mediastore/containerPolicy:ContainerPolicy.policy",
    "msk/clusterPolicy:ClusterPolicy.policy",
    "networkfirewall/resourcePolicy:ResourcePolicy.policy",
    "oam/sinkPolicy:SinkPolicy.policy",
    "odb/network:Network.kmsPolicyDocument",
    "odb/network:Network.s3PolicyDocument",
    "odb/network:Network.stsPolicyDocument",
    "opensearch/domain:Domain.accessPolicies",
    "opensearch/domainPolicy:DomainPolicy.accessPolicies",
    "opensearchingest/resourcePolicy:ResourcePolicy.policy",
    "organizations/resourcePolicy:ResourcePolicy.content",
    "pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy.policy",
    "redshift/resourcePolicy:ResourcePolicy.policy",
    "redshiftserverless/resourcePolicy:ResourcePolicy.policy",
    "s3/accessPoint:AccessPoint.policy",
    "s3/bucket:Bucket.policy",
    "s3/bucketPolicy:BucketPolicy.policy",
    "s3/bucketV2:BucketV2.policy",
    "s3/filesFileSystemPolicy:FilesFileSystemPolicy.policy",
    "s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy.policy",
    "s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy.policy",
    "s3control/accessPointPolicy:AccessPointPolicy.policy",
    "s3control/bucketPolicy:BucketPolicy.policy",
    "s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy.details.policy",
    "s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy.policy",
    "s3tables/tableBucketPolicy:TableBucketPolicy.resourcePolicy",
    "s3tables/tablePolicy:TablePolicy.resourcePolicy",
    "sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy.resourcePolicy",
    "schemas/registryPolicy:RegistryPolicy.policy",
    "ses/identityPolicy:IdentityPolicy.policy",
    "sesv2/emailIdentityPolicy:EmailIdentityPolicy.policy",
    "sns/topic:Topic.policy",
    "sns/topicPolicy:TopicPolicy.policy",
    "ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy.inlinePolicy",
    "vpclattice/authPolicy:AuthPolicy.policy",
    "vpclattice/resourcePolicy:ResourcePolicy.policy",
    "xray/resourcePolicy:ResourcePolicy.policyDocument",
  ],
  own: [
    "apigateway/domainName:DomainName.policy",
    "apigateway/restApi:RestApi.policy",
    "apigateway/restApiPolicy:RestApiPolicy.policy",
    "backup/vaultPolicy:VaultPolicy.policy",
    "codeartifact/domainPermissions:DomainPermissions.policyDocument",
    "codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy.policyDocument",
    "efs/fileSystemPolicy:FileSystemPolicy.policy",
    "kms/externalKey:ExternalKey.policy",
    "kms/key:Key.policy",
    "kms/keyPolicy:KeyPolicy.policy",
    "kms/replicaExternalKey:ReplicaExternalKey.policy",
    "kms/replicaKey:ReplicaKey.policy",
    "secretsmanager/secret:Secret.policy",
    "secretsmanager/secretPolicy:SecretPolicy.policy",
    "sqs/queue:Queue.policy",
    "sqs/queuePolicy:QueuePolicy.policy",
  ],
  openapi: ["apigateway/restApi:RestApi.body"],
  attachment: [
    "budgets/budgetAction:BudgetAction.definition.iamActionDefinition.policyArn",
    "iam/groupPolicyAttachment:GroupPolicyAttachment.policyArn",
    "iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive.policyArns[]",
    "iam/policyAttachment:PolicyAttachment.policyArn",
    "iam/role:Role.managedPolicyArns[]",
    "iam/rolePolicyAttachment:RolePolicyAttachment.policyArn",
    "iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive.policyArns[]",
    "iam/userPolicyAttachment:UserPolicyAttachment.policyArn",
    "iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive.policyArns[]",
    "quicksight/iamPolicyAssignment:IamPolicyAssignment.policyArn",
    "ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment.managedPolicyArn",
    "ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive.managedPolicyArns[]",
  ],
  principal: [
    "ec2/vpcEndpointService:VpcEndpointService.allowedPrincipals",
    "ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple.principalArn",
  ],
  // The property has the action. The principal is always in `principal`.
  grant: [
    "acmpca/permission:Permission.actions",
    "cloudwatch/eventPermission:EventPermission.action",
    "lambda/layerVersionPermission:LayerVersionPermission.action",
    "lambda/permission:Permission.action",
    "signer/signingProfilePermission:SigningProfilePermission.action",
  ],
};

/** A property of a resource type that grants access. */
export interface Carrier {
  kind: CarrierKind;
  /** Property path, `[]` for each item of a list. */
  path: string;
}

/** Carriers by resource type. */
export const carriers: ReadonlyMap<string, readonly Carrier[]> = index();

function index(): Map<string, Carrier[]> {
  const byType = new Map<string, Carrier[]>();
  for (const kind of Object.keys(table) as CarrierKind[]) {
    for (const entry of table[kind]) {
      const dot = entry.indexOf(".");
      const type = `aws:${entry.slice(0, dot)}`;
      byType.set(type, [...(byType.get(type) ?? []), { kind, path: entry.slice(dot + 1) }]);
    }
  }
  return byType;
}

/** A document or ARN of a resource, with its path. */
export interface Carried {
  kind: CarrierKind;
  /** Property path with indexes, e.g. `inlinePolicies[0].policy`. */
  where: string;
  value: Plain;
}

/** The documents and ARNs of a resource. A property that is not set is left out; an unknown one is {@link UNKNOWN}. */
export function carriedBy(type: string, props: PlainObject): Carried[] {
  return (carriers.get(type) ?? []).flatMap(({ kind, path }) => {
    if (kind === "grant") return [{ kind, where: `principal, ${path}`, value: asDocument(props, path) }];
    const found = valuesAt(props, path.split(/(?=\[\])|\./), "");
    return found
      .filter(({ value }) => value !== null && value !== "")
      .flatMap(({ where, value }) => {
        if (kind === "openapi") return embedded(where, value);
        return [{ kind, where, value: kind === "principal" ? allowed({ Principal: value }) : value }];
      });
  });
}

function valuesAt(value: Plain, path: readonly string[], where: string): { where: string; value: Plain }[] {
  const [step, ...rest] = path;
  if (step === undefined || value === UNKNOWN) return [{ where, value }];
  if (step === "[]") {
    return isPlainArray(value)
      ? value.flatMap((item, i) => valuesAt(item, rest, `${where}[${String(i)}]`))
      : [];
  }
  const next = isPlainObject(value) ? value[step] : undefined;
  return next === undefined ? [] : valuesAt(next, rest, where === "" ? step : `${where}.${step}`);
}

/** Everybody in an organisation: AWS requires the principal `*` for it. */
function organisationOf(props: PlainObject): Plain | undefined {
  const { principalOrgId, organizationId, condition } = props;
  const byCondition =
    show(at(condition, "key")).toLowerCase() === "aws:principalorgid" &&
    at(condition, "type") === "StringEquals"
      ? at(condition, "value")
      : undefined;
  const candidates: (Plain | undefined)[] = [principalOrgId, organizationId, byCondition];
  return candidates.find(isGiven);
}

function asDocument(props: PlainObject, actionPath: string): Plain {
  const organisation = organisationOf(props);
  const principal = props["principal"] ?? [];
  return allowed({
    Action: props[actionPath] ?? [],
    Principal:
      principal === "*" && organisation !== undefined ? { Organisation: show(organisation) } : principal,
  });
}

function allowed(parts: PlainObject): Plain {
  return { Statement: { Effect: "Allow", ...parts } };
}

const extension = "x-amazon-apigateway-policy";

/**
 * The resource policy in an OpenAPI document. An unknown document is skipped at preview, since it rarely has one. The
 * check runs again on the known document before the API is created.
 */
function embedded(where: string, value: Plain): Carried[] {
  if (value === UNKNOWN) return [];
  const document = jsonOf(value);
  // YAML is not supported, so the rule reports a document that cannot be checked.
  const policy = isPlainObject(document) ? document[extension] : value;
  return policy === undefined ? [] : [{ kind: "own", where: `${where}.${extension}`, value: policy }];
}
