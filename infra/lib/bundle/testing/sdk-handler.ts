/** A handler that does with the AWS SDK what it is told. Tests bundle it, and compare with the SDK as it comes. */
import { Logger } from "@aws-lambda-powertools/logger";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { SendEmailCommand, SESClient } from "@aws-sdk/client-ses";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, GetParametersCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";

/** One call. */
export interface Step {
  command: keyof typeof commands;
  input: object;
}

/** What became of it. */
export interface Result {
  output?: unknown;
  error?: Record<string, unknown>;
  /** Error classes of which the error is an instance. */
  is?: string[];
}

const options = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 300, throwOnRequestTimeout: true },
};
const logger = new Logger({ serviceName: "tried", persistentKeys: { stage: "test" } });
const dynamoDb = new DynamoDBClient(options);
const s3 = new S3Client({ ...options, forcePathStyle: true });
const ses = new SESClient(options);
const sns = new SNSClient(options);
const sqs = new SQSClient(options);
const ssm = new SSMClient(options);

const commands = {
  update: (input: never) => dynamoDb.send(new UpdateItemCommand(input)),
  query: (input: never) => dynamoDb.send(new QueryCommand(input)),
  transact: (input: never) => dynamoDb.send(new TransactWriteItemsCommand(input)),
  parameter: (input: never) => ssm.send(new GetParameterCommand(input)),
  parameters: (input: never) => ssm.send(new GetParametersCommand(input)),
  publish: (input: never) => sns.send(new PublishCommand(input)),
  message: (input: never) => sqs.send(new SendMessageCommand(input)),
  email: (input: never) => ses.send(new SendEmailCommand(input)),
  copy: (input: never) => s3.send(new CopyObjectCommand(input)),
  delete: (input: never) => s3.send(new DeleteObjectCommand(input)),
  head: (input: never) => s3.send(new HeadObjectCommand(input)),
  list: (input: never) => s3.send(new ListObjectsV2Command(input)),
  put: (input: never) => s3.send(new PutObjectCommand(input)),
  get: async (input: never) => {
    const { Body, LastModified } = await s3.send(new GetObjectCommand(input));
    return { text: await Body?.transformToString(), LastModified };
  },
  /** What the logger writes for two requests, the second without what was noted for the first. */
  log: () => {
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = process.stderr.write = (text: string | Uint8Array) => lines.push(String(text)) > 0;
    logger.addContext({ functionName: "f", awsRequestId: "r", memoryLimitInMB: "128" } as never);
    logger.appendKeys({ userId: "u", nested: { deep: [1] } });
    logger.debug("not at this level");
    logger.info("request", { route: "GET /" });
    logger.resetKeys();
    logger.error("request", { failure: new RangeError("wrong") });
    process.stdout.write = write;
    return Promise.resolve(lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  },
  /** Order of the middleware that a request passes, and where each client calls. */
  anatomy: async () => {
    const query = new QueryCommand({ TableName: "x" });
    const requestHandler = {
      handle: ({ hostname }: { hostname: string }) => Promise.reject(new Error(hostname)),
    };
    const nowhere = { requestHandler, maxAttempts: 1 } as never;
    const calls = [
      new DynamoDBClient(nowhere).send(query),
      new SESClient(nowhere).send(new SendEmailCommand({ Source: "x", Destination: {}, Message: undefined })),
      new SNSClient(nowhere).send(new PublishCommand({ Message: "x" })),
      new SQSClient(nowhere).send(new SendMessageCommand({ QueueUrl: undefined, MessageBody: "x" })),
      new SSMClient(nowhere).send(new GetParameterCommand({ Name: "x" })),
      new S3Client(nowhere).send(new HeadObjectCommand({ Bucket: "photos", Key: "x" })),
    ];
    return {
      endpoints: (await Promise.allSettled(calls)).map(
        (call) => call.status === "rejected" && (call.reason as Error).message,
      ),
      middleware: dynamoDb.middlewareStack
        .concat(query.middlewareStack)
        .identify()
        .map((name) => name.split(" ")[0]),
    };
  },
};

const errorClasses = {
  ConditionalCheckFailedException,
  NoSuchKey,
  ParameterNotFound,
  S3ServiceException,
  TransactionCanceledException,
  TransactionConflictException,
};

export async function handler({ command, input }: Step): Promise<Result> {
  try {
    return { output: await commands[command](input as never) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const is = Object.entries(errorClasses).filter(([, errorClass]) => error instanceof errorClass);
    return {
      // eslint-disable-next-line @typescript-eslint/no-misused-spread -- its fields are what is wanted
      error: { ...error, name: error.name, message: error.message },
      is: is.map(([name]) => name),
    };
  }
}
