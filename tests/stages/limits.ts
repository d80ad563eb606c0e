/** The limits of names of a resource type. */
export interface Naming {
  /** The input that holds the name. */
  property: string;
  /** Longest name, characters. */
  max: number;
  /** Matches a valid name. */
  pattern: RegExp;
  /** Inputs that the name must be unique within. Default: none, unique in the account and region. */
  within?: readonly string[];
  /** URL of the documentation. */
  source: string;
}

const docs = "https://docs.aws.amazon.com";
const word = /^[\w.-]+$/;
/** The program's own format, for services that accept any text. */
const plain = /^[a-z0-9/-]+$/;

/** Types whose resources the program names. */
export const namings: Readonly<Record<string, Naming>> = {
  "aws:apigateway/apiKey:ApiKey": naming("name", 1024, plain, "/apigateway/latest/api/API_CreateApiKey.html"),
  "aws:apigateway/domainName:DomainName": naming(
    "domainName",
    255,
    /^[a-z0-9.-]+$/,
    "/apigateway/latest/api/API_CreateDomainName.html",
  ),
  "aws:apigateway/restApi:RestApi": naming(
    "name",
    1024,
    plain,
    "/apigateway/latest/api/API_CreateRestApi.html",
  ),
  "aws:apigateway/usagePlan:UsagePlan": naming(
    "name",
    1024,
    plain,
    "/apigateway/latest/api/API_CreateUsagePlan.html",
  ),
  "aws:budgets/budget:Budget": naming(
    "name",
    100,
    /^[^:\\]+$/,
    "/aws-cost-management/latest/APIReference/API_budgets_Budget.html",
  ),
  "aws:cloudfront/cachePolicy:CachePolicy": naming(
    "name",
    128,
    word,
    "/cloudfront/latest/APIReference/API_CachePolicyConfig.html",
  ),
  "aws:cloudfront/originAccessControl:OriginAccessControl": naming(
    "name",
    64,
    word,
    "/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html",
  ),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": naming(
    "name",
    128,
    word,
    "/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html",
  ),
  "aws:cloudtrail/trail:Trail": naming(
    "name",
    128,
    /^[A-Za-z0-9][\w.-]{2,}$/,
    "/awscloudtrail/latest/APIReference/API_CreateTrail.html",
  ),
  "aws:cloudwatch/dashboard:Dashboard": naming(
    "dashboardName",
    255,
    /^[\w-]+$/,
    "/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
  ),
  "aws:cloudwatch/eventRule:EventRule": naming(
    "name",
    64,
    word,
    "/eventbridge/latest/APIReference/API_PutRule.html",
  ),
  "aws:cloudwatch/logGroup:LogGroup": naming(
    "name",
    512,
    /^[\w.\-/#]+$/,
    "/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  ),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": naming(
    "alarmName",
    255,
    plain,
    "/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html",
  ),
  "aws:cloudwatch/queryDefinition:QueryDefinition": naming(
    "name",
    255,
    // Folders, and names without colons and asterisks.
    /^(?:[^:*/]+\/?)*[^:*/]+$/,
    "/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html",
  ),
  "aws:cloudwatch/metricAlarm:MetricAlarm": naming(
    "name",
    255,
    plain,
    "/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  ),
  "aws:costexplorer/anomalyMonitor:AnomalyMonitor": naming(
    "name",
    1024,
    plain,
    "/aws-cost-management/latest/APIReference/API_AnomalyMonitor.html",
  ),
  "aws:costexplorer/anomalySubscription:AnomalySubscription": naming(
    "name",
    1024,
    plain,
    "/aws-cost-management/latest/APIReference/API_AnomalySubscription.html",
  ),
  "aws:dynamodb/table:Table": naming(
    "name",
    255,
    /^[\w.-]{3,}$/,
    "/amazondynamodb/latest/APIReference/API_CreateTable.html",
  ),
  "aws:iam/policy:Policy": naming(
    "name",
    128,
    /^[\w+=,.@-]+$/,
    "/IAM/latest/APIReference/API_CreatePolicy.html",
  ),
  "aws:iam/role:Role": naming("name", 64, /^[\w+=,.@-]+$/, "/IAM/latest/APIReference/API_CreateRole.html"),
  "aws:iam/rolePolicy:RolePolicy": naming(
    "name",
    128,
    /^[\w+=,.@-]+$/,
    "/IAM/latest/APIReference/API_PutRolePolicy.html",
    ["role"],
  ),
  "aws:kms/alias:Alias": naming(
    "name",
    256,
    /^alias\/[\w/-]+$/,
    "/kms/latest/APIReference/API_CreateAlias.html",
  ),
  "aws:lambda/alias:Alias": naming(
    "name",
    128,
    /^(?!\d+$)[\w-]+$/,
    "/lambda/latest/api/API_CreateAlias.html",
    ["functionName"],
  ),
  "aws:lambda/function:Function": naming(
    "name",
    64,
    /^[\w-]+$/,
    "/lambda/latest/api/API_CreateFunction.html",
  ),
  "aws:s3/bucket:Bucket": naming(
    "bucket",
    63,
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "/AmazonS3/latest/userguide/bucketnamingrules.html",
  ),
  "aws:scheduler/schedule:Schedule": naming(
    "name",
    64,
    word,
    "/scheduler/latest/APIReference/API_CreateSchedule.html",
    ["groupName"],
  ),
  "aws:sesv2/configurationSet:ConfigurationSet": naming(
    "configurationSetName",
    64,
    /^[\w-]+$/,
    "/ses/latest/APIReference-V2/API_CreateConfigurationSet.html",
  ),
  "aws:sesv2/emailIdentity:EmailIdentity": naming(
    "emailIdentity",
    320,
    /^[\w.@+-]+$/,
    "/ses/latest/APIReference-V2/API_CreateEmailIdentity.html",
  ),
  "aws:sns/topic:Topic": naming("name", 256, /^[\w-]+$/, "/sns/latest/api/API_CreateTopic.html"),
  "aws:sqs/queue:Queue": naming(
    "name",
    80,
    /^[\w-]+$/,
    "/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
  ),
  "aws:ssm/parameter:Parameter": naming(
    "name",
    1011,
    /^\/[\w./-]+$/,
    "/systems-manager/latest/APIReference/API_PutParameter.html",
  ),
  "aws:wafv2/webAcl:WebAcl": naming(
    "name",
    128,
    /^[\w-]+$/,
    "/waf/latest/APIReference/API_CreateWebACL.html",
  ),
};

/** Stands in a preview for a value that is unknown before the update. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Types without a name: AWS chooses it, or the resource is part of another one. */
export const nameless: ReadonlySet<string> = new Set([
  "aws:acm/certificate:Certificate",
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:apigateway/basePathMapping:BasePathMapping",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlanKey:UsagePlanKey",
  "aws:cloudfront/distribution:Distribution",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:kms/key:Key",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/permission:Permission",
  "aws:route53/record:Record",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLogging:BucketLogging",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
]);

/** Settings of a whole account: two stages in one account would overwrite each other's. */
export const ofTheAccount: ReadonlySet<string> = new Set([
  "aws:apigateway/account:Account",
  "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
  "aws:sns/smsPreferences:SmsPreferences",
]);

function naming(
  property: string,
  max: number,
  pattern: RegExp,
  page: string,
  within: readonly string[] = [],
): Naming {
  return { property, max, pattern, within, source: `${docs}${page}` };
}
