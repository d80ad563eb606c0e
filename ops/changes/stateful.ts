import type { StepState } from "./preview";

const DATABASE = "all stored data";
const CACHE = "all cached data";
const IMAGES = "its images, which deployed versions run";
const PACKAGES = "its packages";
const BACKUPS = "its backups";

/**
 * What a deletion or replacement loses, by type, although the program creates the resource again: stored data, or an
 * address, key or verification that others depend on. All other types are recreated without a loss.
 */
const stateful: Readonly<Record<string, string>> = {
  "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault": BACKUPS,
  "aws:backup/vault:Vault": BACKUPS,
  "aws:cloudtrail/eventDataStore:EventDataStore": "its audit events",
  "aws:cloudtrail/trail:Trail": "audit events until it is recreated",
  "aws:cloudwatch/eventArchive:EventArchive": "its events",
  "aws:cloudwatch/logGroup:LogGroup": "its logs",
  "aws:codeartifact/domain:Domain": PACKAGES,
  "aws:codeartifact/repository:Repository": PACKAGES,
  "aws:codecommit/repository:Repository": "its commits",
  "aws:cognito/identityPool:IdentityPool": "the ids of its identities",
  "aws:cognito/userPool:UserPool": "its users and their passwords",
  "aws:docdb/cluster:Cluster": DATABASE,
  "aws:docdb/elasticCluster:ElasticCluster": DATABASE,
  "aws:dsql/cluster:Cluster": DATABASE,
  "aws:dynamodb/globalTable:GlobalTable": DATABASE,
  "aws:dynamodb/table:Table": "its items and its point-in-time backups",
  "aws:ebs/snapshot:Snapshot": BACKUPS,
  "aws:ebs/volume:Volume": DATABASE,
  "aws:ecr/repository:Repository": IMAGES,
  "aws:ecrpublic/repository:Repository": IMAGES,
  "aws:efs/fileSystem:FileSystem": DATABASE,
  "aws:elasticache/cluster:Cluster": CACHE,
  "aws:elasticache/replicationGroup:ReplicationGroup": CACHE,
  "aws:elasticache/serverlessCache:ServerlessCache": CACHE,
  "aws:elasticsearch/domain:Domain": DATABASE,
  "aws:fsx/lustreFileSystem:LustreFileSystem": DATABASE,
  "aws:fsx/ontapFileSystem:OntapFileSystem": DATABASE,
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": DATABASE,
  "aws:fsx/windowsFileSystem:WindowsFileSystem": DATABASE,
  "aws:glacier/vault:Vault": "its archives",
  "aws:keyspaces/table:Table": DATABASE,
  "aws:kinesis/stream:Stream": "its records",
  "aws:memorydb/cluster:Cluster": DATABASE,
  "aws:mq/broker:Broker": "its waiting messages",
  "aws:msk/cluster:Cluster": "its records",
  "aws:msk/serverlessCluster:ServerlessCluster": "its records",
  "aws:neptune/cluster:Cluster": DATABASE,
  "aws:opensearch/domain:Domain": DATABASE,
  "aws:opensearch/serverlessCollection:ServerlessCollection": DATABASE,
  "aws:qldb/ledger:Ledger": DATABASE,
  "aws:rds/cluster:Cluster": DATABASE,
  "aws:rds/instance:Instance": DATABASE,
  "aws:rds/snapshot:Snapshot": BACKUPS,
  "aws:redshift/cluster:Cluster": DATABASE,
  "aws:redshiftserverless/namespace:Namespace": DATABASE,
  "aws:s3/bucket:Bucket": "its objects and their versions",
  "aws:s3/bucketV2:BucketV2": "its objects and their versions",
  "aws:s3/directoryBucket:DirectoryBucket": "its objects",
  "aws:s3/vectorsIndex:VectorsIndex": "its vectors",
  "aws:s3/vectorsVectorBucket:VectorsVectorBucket": "its vectors",
  "aws:s3tables/table:Table": DATABASE,
  "aws:s3tables/tableBucket:TableBucket": DATABASE,
  "aws:secretsmanager/secret:Secret": "its values",
  "aws:sqs/queue:Queue": "its waiting messages",
  "aws:timestreamwrite/database:Database": DATABASE,
  "aws:timestreamwrite/table:Table": DATABASE,

  "aws:kms/externalKey:ExternalKey": "everything encrypted with it",
  "aws:kms/key:Key": "everything encrypted with it",

  "aws:acm/certificate:Certificate": "its validation",
  "aws:acmpca/certificateAuthority:CertificateAuthority": "the trust in its certificates",
  "aws:apigateway/apiKey:ApiKey": "its value, which integrations use",
  "aws:apigateway/domainName:DomainName": "the target of DNS records",
  "aws:apigateway/restApi:RestApi": "its URL, which clients use",
  "aws:apigateway/stage:Stage": "its URL, which clients use, until it is recreated",
  "aws:apigatewayv2/api:Api": "its URL, which clients use",
  "aws:apigatewayv2/domainName:DomainName": "the target of DNS records",
  "aws:cloudfront/distribution:Distribution": "its domain name, which links and DNS records use",
  "aws:ec2/eip:Eip": "its address",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "the trust that deployments sign in with",
  "aws:lambda/functionUrl:FunctionUrl": "its URL, which clients use",
  "aws:route53/zone:Zone": "its name servers, which the registrar uses",
  "aws:ses/domainIdentity:DomainIdentity": "its verification",
  "aws:sesv2/emailIdentity:EmailIdentity": "its verification: no e-mail is sent until it is verified again",
  "aws:sns/topic:Topic": "its confirmed subscriptions",
};

/** The types of the list. */
export const statefulTypes: readonly string[] = Object.keys(stateful);

/** What the loss of a resource of a type means; `undefined`: nothing. @param type e.g. `aws:s3/bucket:Bucket`. */
export function lossOf(type: string): string | undefined {
  return stateful[type];
}

/** Secrets that stored data depends on, by resource, and what is lost when the value changes. */
export const keysOfData: Readonly<Record<string, string>> = {
  "aws:ssm/parameter:Parameter::phone":
    "every account: phone numbers are found and decrypted with the old value only",
};

/** Whether a resource is a parameter with an encrypted value. */
export function isSecretParameter({ type, inputs }: StepState): boolean {
  return type === "aws:ssm/parameter:Parameter" && inputs?.["type"] === "SecureString";
}
