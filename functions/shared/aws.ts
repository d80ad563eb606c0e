/**
 * AWS clients, one per container, so that connections are reused between requests. The PURE annotations let esbuild
 * drop the clients that a handler does not use.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

/**
 * Three attempts in the SDK's standard retry mode, each with 1 s to connect and 2 s to respond: all of them fit into the
 * gateway's timeout of 29 s.
 */
const maxAttempts = 3;
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };
const options = { maxAttempts, requestHandler };

export const dynamoDb = /* @__PURE__ */ new DynamoDBClient(options);
export const ses = /* @__PURE__ */ new SESClient(options);
export const sns = /* @__PURE__ */ new SNSClient(options);
// No spread: it may have side effects, so esbuild would keep the client in every bundle.
export const sqs = /* @__PURE__ */ new SQSClient({
  maxAttempts,
  requestHandler,
  useQueueUrlAsEndpoint: false,
});
export const ssm = /* @__PURE__ */ new SSMClient(options);
