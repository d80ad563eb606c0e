/**
 * AWS clients, one of each for the life of a container, so that connections are kept alive between requests.
 * A client that a handler does not name is left out of its bundle: hence the purity marks.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

/**
 * Three attempts in the SDK's standard mode. Each may take 1 s to connect and 2 s to answer: two bad ones still
 * leave time for a good one before the gateway gives up at 29 s.
 */
const maxAttempts = 3;
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };
const options = { maxAttempts, requestHandler };

export const dynamoDb = /* @__PURE__ */ new DynamoDBClient(options);
export const ses = /* @__PURE__ */ new SESClient(options);
export const sns = /* @__PURE__ */ new SNSClient(options);
// No spread of the options: it could have an effect, and would keep the client in every bundle.
export const sqs = /* @__PURE__ */ new SQSClient({
  maxAttempts,
  requestHandler,
  useQueueUrlAsEndpoint: false,
});
export const ssm = /* @__PURE__ */ new SSMClient(options);
