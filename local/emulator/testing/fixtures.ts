import { execFileSync } from "node:child_process";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UserError } from "../../../common/errors";
import type { Installation } from "../install";

/** The error of a promise that must fail with a {@link UserError}. */
export async function userError(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

const client = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/** Makes the table that {@link put} and {@link has} use. */
export async function createTable(endpoint: string): Promise<void> {
  await new DynamoDBClient(client(endpoint)).send(
    new CreateTableCommand({
      TableName: "things",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
}
export const put = (endpoint: string, id: string) =>
  new DynamoDBClient(client(endpoint)).send(
    new PutItemCommand({ TableName: "things", Item: { id: { S: id } } }),
  );

export const has = async (endpoint: string, id: string): Promise<boolean> => {
  const got = await new DynamoDBClient(client(endpoint)).send(
    new GetItemCommand({ TableName: "things", Key: { id: { S: id } } }),
  );
  return got.Item !== undefined;
};

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A function that tells what it runs on, after `sleep` ms when the event says so. */
export async function createFunction(endpoint: string, { python }: Installation): Promise<void> {
  const source = `exports.handler = async (event) => {
    if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
    console.log("called");
    let foreign = false;
    try { require.resolve("typescript"); foreign = true; } catch {}
    return { node: process.version, names: Object.keys(process.env), path: process.env.PATH, foreign };
  };`;
  const zip = execFileSync(
    python,
    [
      "-c",
      "import sys, zipfile\nwith zipfile.ZipFile(sys.stdout.buffer, 'w') as z: z.writestr('index.js', sys.stdin.read())",
    ],
    { input: source },
  );
  const role = await new IAMClient(client(endpoint)).send(
    new CreateRoleCommand({ RoleName: "probe", AssumeRolePolicyDocument: trust }),
  );
  await new LambdaClient(client(endpoint)).send(
    new CreateFunctionCommand({
      FunctionName: "probe",
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: role.Role?.Arn,
      Timeout: 60,
      Code: { ZipFile: zip },
    }),
  );
}

/** Calls it. */
export const invoke = async (endpoint: string, event: unknown = {}) => {
  const answer = await new LambdaClient({ ...client(endpoint), maxAttempts: 1 }).send(
    new InvokeCommand({ FunctionName: "probe", Payload: JSON.stringify(event) }),
  );
  return JSON.parse(Buffer.from(answer.Payload ?? "").toString()) as {
    node: string;
    names: string[];
    path: string;
    foreign: boolean;
  };
};
