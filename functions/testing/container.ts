import type * as aws from "../shared/aws";
import type * as s3Module from "../shared/s3";

/** Credentials of an access key. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** An AWS call of a container. */
export interface Call {
  service: "DynamoDB" | "S3" | "SES" | "SNS" | "SQS" | "SSM";
  /** e.g. `GetItem`. */
  name: string;
}

/** Runs before and after each AWS call; an error that it throws becomes the outcome of the call. */
export interface Probe {
  before?: (call: Call) => void;
  after?: (call: Call) => void;
}

/** Libraries that all containers of a test file share: loading them takes a second. */
const LIBRARIES = [
  "@aws-lambda-powertools/logger",
  "@aws-lambda-powertools/metrics",
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-s3",
  "@aws-sdk/client-ses",
  "@aws-sdk/client-sns",
  "@aws-sdk/client-sqs",
  "@aws-sdk/client-ssm",
  "@aws-sdk/util-dynamodb",
  "jose",
];
const loaded = new Map<string, unknown>();

/** Loads `functions/<entry>` with its own modules and clients, which use the credentials. */
export function loadHandler(entry: string, credentials: Credentials, probe: Probe): unknown {
  // Where Lambda puts them; upload forms are signed with these.
  process.env["AWS_ACCESS_KEY_ID"] = credentials.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey;
  let handler: unknown;
  jest.isolateModules(() => {
    for (const name of LIBRARIES) jest.doMock(name, () => library(name));
    const { dynamoDb, ses, sns, sqs, ssm } = jest.requireActual<typeof aws>("../shared/aws");
    const { s3 } = jest.requireActual<typeof s3Module>("../shared/s3");
    const clients = { DynamoDB: dynamoDb, S3: s3, SES: ses, SNS: sns, SQS: sqs, SSM: ssm };
    for (const [service, client] of Object.entries(clients)) {
      client.config.credentials = () => Promise.resolve(credentials);
      // One signature for the stacks of all clients.
      (client.middlewareStack as typeof dynamoDb.middlewareStack).add(
        (next, context) => async (args) => {
          const call = { service, name: String(context.commandName).replace("Command", "") } as Call;
          probe.before?.(call);
          const result = await next(args);
          probe.after?.(call);
          return result;
        },
        { step: "initialize" },
      );
    }
    ({ handler } = jest.requireActual<{ handler: unknown }>(`../${entry}`));
  });
  if (handler === undefined) throw new Error(`${entry} exports no handler`);
  return handler;
}

function library(name: string): unknown {
  const module = loaded.get(name) ?? jest.requireActual(name);
  loaded.set(name, module);
  return module;
}
