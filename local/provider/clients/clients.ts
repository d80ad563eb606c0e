import type { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import type { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Route53Client } from "@aws-sdk/client-route-53";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SESClient } from "@aws-sdk/client-ses";
import type { SESv2Client } from "@aws-sdk/client-sesv2";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Values } from "../properties/plain";

/** Services called with AWS's JSON protocol, without an SDK client. */
export type JsonService = "acm" | "budgets" | "cloudtrail" | "events" | "kms" | "wafv2";

/** A service of which a few calls are needed. Requests and responses are JSON, as in its API reference. */
export interface JsonClient {
  /** @throws an error with the name that the service gives it. */
  call(action: string, request: object): Promise<Values>;
}

/** AWS clients, each made when it is first used. */
export interface Clients {
  apiGateway(): APIGatewayClient;
  cloudFront(): CloudFrontClient;
  cloudWatch(): CloudWatchClient;
  logs(): CloudWatchLogsClient;
  dynamoDb(): DynamoDBClient;
  iam(): IAMClient;
  json(service: JsonService): JsonClient;
  lambda(): LambdaClient;
  route53(): Route53Client;
  s3(): S3Client;
  scheduler(): SchedulerClient;
  ses(): SESClient;
  sesV2(): SESv2Client;
  sns(): SNSClient;
  sqs(): SQSClient;
  ssm(): SSMClient;
  sts(): STSClient;
}
