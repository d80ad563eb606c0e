/**
 * AWS clients, one per container, so that connections are reused between requests. The PURE annotations let esbuild
 * drop the clients that a handler does not use. Arguments have no spread and read no property: these may have side
 * effects, so esbuild would keep the client in every bundle.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

const connectionTimeout = 1_000;
const throwOnRequestTimeout = true;

/**
 * For calls that can be repeated: reads, writes that recognise their own repetition, messages of which duplicates are
 * ignored. Three attempts in the SDK's standard retry mode.
 */
const maxAttempts = 3;
const requestHandler = { connectionTimeout, requestTimeout: 2_000, throwOnRequestTimeout };
const repeatable = { maxAttempts, requestHandler };

/**
 * For messages to people. SNS and SES accept no idempotency token, and a request without an answer may have been
 * accepted: a second attempt would send a second message. One attempt, with more time; the queue retries what failed.
 */
const once = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout, requestTimeout: 10_000, throwOnRequestTimeout },
};

export const dynamoDb = /* @__PURE__ */ new DynamoDBClient(repeatable);
export const ses = /* @__PURE__ */ new SESClient(once);
export const sns = /* @__PURE__ */ new SNSClient(once);
export const sqs = /* @__PURE__ */ new SQSClient({
  maxAttempts,
  requestHandler,
  useQueueUrlAsEndpoint: false,
});
export const ssm = /* @__PURE__ */ new SSMClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout, requestTimeout: 1_000, throwOnRequestTimeout },
});
