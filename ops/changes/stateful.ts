/** What is gone with a resource that is deleted or replaced, although the program makes it again. */
export interface Loss {
  /** `data`: what users entrusted to us. `access`: an address, key or approval that others hold and would lose. */
  kind: "data" | "access";
  /** In words, after "would lose ". */
  what: string;
}

const data = (what: string): Loss => ({ kind: "data", what });
const access = (what: string): Loss => ({ kind: "access", what });

const DATABASE = data("all that is stored in it");

/** Types whose resources hold more than the program says. What is missing here is made again as it was. */
const stateful: Readonly<Record<string, Loss>> = {
  "aws:cognito/userPool:UserPool": data("its users and their passwords"),
  "aws:docdb/cluster:Cluster": DATABASE,
  "aws:dynamodb/globalTable:GlobalTable": DATABASE,
  "aws:dynamodb/table:Table": data("its items, and the backups to any second"),
  "aws:efs/fileSystem:FileSystem": DATABASE,
  "aws:neptune/cluster:Cluster": DATABASE,
  "aws:opensearch/domain:Domain": DATABASE,
  "aws:rds/cluster:Cluster": DATABASE,
  "aws:rds/instance:Instance": DATABASE,
  "aws:s3/bucket:Bucket": data("its objects and their versions"),
  "aws:s3/bucketV2:BucketV2": data("its objects and their versions"),
  "aws:kms/key:Key": data("everything that is encrypted with it"),
  "aws:cloudwatch/logGroup:LogGroup": data("its logs"),
  "aws:cloudtrail/trail:Trail": data("the record of who did what while there is none"),
  "aws:sqs/queue:Queue": data("the messages that wait in it"),
  "aws:kinesis/stream:Stream": data("the records that wait in it"),

  "aws:apigateway/restApi:RestApi": access("its address, which clients know"),
  "aws:apigateway/stage:Stage": access("its address, which clients know, while it is made anew"),
  "aws:apigateway/domainName:DomainName": access("the target that DNS names"),
  "aws:apigateway/apiKey:ApiKey": access("its value, which integrations send"),
  "aws:acm/certificate:Certificate": access("its validation"),
  "aws:cloudfront/distribution:Distribution": access("its domain name, which stored links and DNS name"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": access("the trust by which deployments sign in"),
  "aws:route53/zone:Zone": access("its name servers, which the registrar names"),
  "aws:ses/domainIdentity:DomainIdentity": access("its verification"),
  "aws:sesv2/emailIdentity:EmailIdentity": access(
    "its verification: nothing is sent until it is confirmed again",
  ),
  "aws:sns/topic:Topic": access("subscriptions that their owners confirmed"),
};

/** What would be lost with a resource of this type; `undefined`: nothing. @param type e.g. `aws:s3/bucket:Bucket`. */
export function lossOf(type: string): Loss | undefined {
  return stateful[type];
}
