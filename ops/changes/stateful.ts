const DATABASE = "all stored data";

/**
 * What a deletion or replacement loses, by type, although the program creates the resource again: stored data, or an
 * address, key or verification that others depend on. All other types are recreated without a loss.
 */
const stateful: Readonly<Record<string, string>> = {
  "aws:cognito/userPool:UserPool": "its users and their passwords",
  "aws:docdb/cluster:Cluster": DATABASE,
  "aws:dynamodb/globalTable:GlobalTable": DATABASE,
  "aws:dynamodb/table:Table": "its items and its point-in-time backups",
  "aws:efs/fileSystem:FileSystem": DATABASE,
  "aws:neptune/cluster:Cluster": DATABASE,
  "aws:opensearch/domain:Domain": DATABASE,
  "aws:rds/cluster:Cluster": DATABASE,
  "aws:rds/instance:Instance": DATABASE,
  "aws:s3/bucket:Bucket": "its objects and their versions",
  "aws:s3/bucketV2:BucketV2": "its objects and their versions",
  "aws:kms/key:Key": "everything encrypted with it",
  "aws:cloudwatch/logGroup:LogGroup": "its logs",
  "aws:cloudtrail/trail:Trail": "audit events until it is recreated",
  "aws:sqs/queue:Queue": "its waiting messages",
  "aws:kinesis/stream:Stream": "its records",

  "aws:apigateway/restApi:RestApi": "its URL, which clients use",
  "aws:apigateway/stage:Stage": "its URL, which clients use, until it is recreated",
  "aws:apigateway/domainName:DomainName": "the target of DNS records",
  "aws:apigateway/apiKey:ApiKey": "its value, which integrations use",
  "aws:acm/certificate:Certificate": "its validation",
  "aws:cloudfront/distribution:Distribution": "its domain name, which links and DNS records use",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "the trust that deployments sign in with",
  "aws:route53/zone:Zone": "its name servers, which the registrar uses",
  "aws:ses/domainIdentity:DomainIdentity": "its verification",
  "aws:sesv2/emailIdentity:EmailIdentity": "its verification: no e-mail is sent until it is verified again",
  "aws:sns/topic:Topic": "its confirmed subscriptions",
};

/** What the loss of a resource of a type means; `undefined`: nothing. @param type e.g. `aws:s3/bucket:Bucket`. */
export function lossOf(type: string): string | undefined {
  return stateful[type];
}
