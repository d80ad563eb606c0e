import { ACMClient } from "@aws-sdk/client-acm";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { BudgetsClient } from "@aws-sdk/client-budgets";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SESClient } from "@aws-sdk/client-ses";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { WAFV2Client } from "@aws-sdk/client-wafv2";

/** What clients need to reach the local cloud. */
export interface Connection {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Endpoint of every service that `endpoints` does not name, e.g. `http://127.0.0.1:4566`. */
  endpoint: string | undefined;
  /** URL by service, named as in `aws:endpoints`. */
  endpoints: Record<string, string>;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL is on this machine. The provider calls nothing else. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.test(new URL(url).hostname);
}

/** AWS clients, each made when it is first used. */
export type Clients = ReturnType<typeof connect>;

/** SDK clients for the connection, with the SDK's standard retries: three attempts. */
export function connect(connection: Connection) {
  const settings = (...services: readonly string[]) => {
    const own = services.map((service) => connection.endpoints[service]).find((url) => url !== undefined);
    return {
      region: connection.region,
      endpoint: own ?? connection.endpoint ?? missingEndpoint(services),
      credentials: {
        accessKeyId: connection.accessKeyId,
        secretAccessKey: connection.secretAccessKey,
        ...(connection.sessionToken === undefined ? {} : { sessionToken: connection.sessionToken }),
      },
      retryMode: "standard",
      maxAttempts: 3,
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
    };
  };
  return {
    acm: once(() => new ACMClient(settings("acm"))),
    apiGateway: once(() => new APIGatewayClient(settings("apigateway"))),
    budgets: once(() => new BudgetsClient(settings("budgets"))),
    cloudFront: once(() => new CloudFrontClient(settings("cloudfront"))),
    cloudTrail: once(() => new CloudTrailClient(settings("cloudtrail"))),
    cloudWatch: once(() => new CloudWatchClient(settings("cloudwatch"))),
    logs: once(() => new CloudWatchLogsClient(settings("cloudwatchlogs", "logs"))),
    dynamoDb: once(() => new DynamoDBClient(settings("dynamodb"))),
    eventBridge: once(() => new EventBridgeClient(settings("events"))),
    iam: once(() => new IAMClient(settings("iam"))),
    kms: once(() => new KMSClient(settings("kms"))),
    lambda: once(() => new LambdaClient(settings("lambda"))),
    route53: once(() => new Route53Client(settings("route53"))),
    s3: once(() => new S3Client({ ...settings("s3"), forcePathStyle: true })),
    scheduler: once(() => new SchedulerClient(settings("scheduler"))),
    ses: once(() => new SESClient(settings("ses"))),
    sesV2: once(() => new SESv2Client(settings("sesv2", "ses"))),
    sns: once(() => new SNSClient(settings("sns"))),
    sqs: once(() => new SQSClient({ ...settings("sqs"), useQueueUrlAsEndpoint: false })),
    ssm: once(() => new SSMClient(settings("ssm"))),
    sts: once(() => new STSClient(settings("sts"))),
    wafv2: once(() => new WAFV2Client(settings("wafv2"))),
  };
}

function missingEndpoint(services: readonly string[]): never {
  throw new Error(
    `aws:endpoints has no "${services[0]}": name it there, or set AWS_ENDPOINT_URL to the local cloud`,
  );
}

/** Makes the client when it is first used, and once. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
