/** What a deletion or replacement loses, although the program creates the resource again. */
export interface Loss {
  /** `data`: stored data. `access`: an address, key or verification that others depend on. */
  kind: "data" | "access";
  /** Continues "would lose ". */
  what: string;
}

const data = (what: string): Loss => ({ kind: "data", what });
const access = (what: string): Loss => ({ kind: "access", what });

const DATABASE = data("all stored data");

/** Types with contents that the program does not describe. All others are recreated without a loss. */
const stateful: Readonly<Record<string, Loss>> = {
  "aws:cognito/userPool:UserPool": data("its users and their passwords"),
  "aws:docdb/cluster:Cluster": DATABASE,
  "aws:dynamodb/globalTable:GlobalTable": DATABASE,
  "aws:dynamodb/table:Table": data("its items and its point-in-time backups"),
  "aws:efs/fileSystem:FileSystem": DATABASE,
  "aws:neptune/cluster:Cluster": DATABASE,
  "aws:opensearch/domain:Domain": DATABASE,
  "aws:rds/cluster:Cluster": DATABASE,
  "aws:rds/instance:Instance": DATABASE,
  "aws:s3/bucket:Bucket": data("its objects and their versions"),
  "aws:s3/bucketV2:BucketV2": data("its objects and their versions"),
  "aws:kms/key:Key": data("everything encrypted with it"),
  "aws:cloudwatch/logGroup:LogGroup": data("its logs"),
  "aws:cloudtrail/trail:Trail": data("audit events until it is recreated"),
  "aws:sqs/queue:Queue": data("its waiting messages"),
  "aws:kinesis/stream:Stream": data("its records"),

  "aws:apigateway/restApi:RestApi": access("its URL, which clients use"),
  "aws:apigateway/stage:Stage": access("its URL, which clients use, until it is recreated"),
  "aws:apigateway/domainName:DomainName": access("the target of DNS records"),
  "aws:apigateway/apiKey:ApiKey": access("its value, which integrations use"),
  "aws:acm/certificate:Certificate": access("its validation"),
  "aws:cloudfront/distribution:Distribution": access("its domain name, which links and DNS records use"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": access("the trust that deployments sign in with"),
  "aws:route53/zone:Zone": access("its name servers, which the registrar uses"),
  "aws:ses/domainIdentity:DomainIdentity": access("its verification"),
  "aws:sesv2/emailIdentity:EmailIdentity": access(
    "its verification: no e-mail is sent until it is verified again",
  ),
  "aws:sns/topic:Topic": access("its confirmed subscriptions"),
};

/** What the loss of a resource of a type means; `undefined`: nothing. @param type e.g. `aws:s3/bucket:Bucket`. */
export function lossOf(type: string): Loss | undefined {
  return stateful[type];
}
