import type { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";

/** AWS clients, each made (and its module loaded) when first asked for: a preview needs none of them. */
export interface Clients {
  apiGateway(): Promise<APIGatewayClient>;
  cloudWatch(): Promise<CloudWatchClient>;
  logs(): Promise<CloudWatchLogsClient>;
  dynamoDb(): Promise<DynamoDBClient>;
  iam(): Promise<IAMClient>;
  lambda(): Promise<LambdaClient>;
  sns(): Promise<SNSClient>;
  sqs(): Promise<SQSClient>;
  ssm(): Promise<SSMClient>;
  sts(): Promise<STSClient>;
}
