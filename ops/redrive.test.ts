/** Redrives on the emulator, message by message: its SQS has no move tasks. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type ReceiveMessageCommandOutput,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { zipSync } from "fflate";

import { TestEmulator } from "../functions/testing/emulator";
import { waitUntil } from "../local/emulator/process";
import { findDeadLetterQueues, redrive, type Clients, type DeadLetterQueue } from "./dead-letters";
import { redriveStage, type RedriveArgs } from "./redrive";

const emulator = new TestEmulator();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-redrive-"));
const heardFile = path.join(folder, "heard");
const url = (queue: string): string =>
  `${emulator.clientConfig.endpoint}/000000000000/sjc1990app-${queue}-local`;
let clients: Clients;
let said: string[];

beforeAll(async () => {
  const options = { ...emulator.clientConfig, useQueueUrlAsEndpoint: false };
  clients = { sqs: new SQSClient(options), lambda: new LambdaClient(options) };
  const { endpoint, region, credentials } = emulator.clientConfig;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  });
  const arn = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:sjc1990app-${queue}`;
  const makeQueue = (queue: string, Attributes: Record<string, string> = {}) =>
    clients.sqs.send(new CreateQueueCommand({ QueueName: `sjc1990app-${queue}`, Attributes }));
  for (const queue of ["letters-dead-local", "missed-local", "letters-dead-dev"]) await makeQueue(queue);
  for (const stage of ["local", "dev"]) {
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: arn(`letters-dead-${stage}`),
      maxReceiveCount: 1,
    });
    await makeQueue(`letters-${stage}`, { RedrivePolicy, VisibilityTimeout: "0" });
  }
  await makeFunction("sjc1990app-digest-local", arn("missed-local"));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));
beforeEach(() => {
  said = [];
  fs.writeFileSync(heardFile, "");
});
afterEach(() => jest.restoreAllMocks());

function run(args: Partial<RedriveArgs>): Promise<boolean> {
  return redriveStage({ stack: "local", dryRun: false, ...args }, (line) => void said.push(line));
}

/** A function that logs its event, and fails when the event says so. */
async function makeFunction(FunctionName: string, TargetArn: string): Promise<void> {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Role } = await new IAMClient(emulator.clientConfig).send(
    new CreateRoleCommand({
      RoleName: FunctionName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const source = `exports.handler = async (event) => {
    require("fs").appendFileSync(${JSON.stringify(heardFile)}, JSON.stringify(event) + "\\n");
    if (event.fail) throw new Error("no");
  };`;
  const { lambda } = clients;
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName, Role: Role?.Arn, Runtime: "nodejs24.x", Handler: "index.handler", Publish: true },
      Code: { ZipFile: zipSync({ "index.js": Buffer.from(source) }) },
      DeadLetterConfig: { TargetArn },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
}

const send = (queue: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  clients.sqs.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody, ...more }));

/** Sends a message and receives it until it moves to the dead-letter queue. */
async function die(MessageBody: string, more: Partial<SendMessageCommandInput> = {}): Promise<void> {
  await send("letters", MessageBody, more);
  await receive("letters");
  // Moves it.
  await receive("letters");
}

async function receive(queue: string) {
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl: url(queue), MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] },
      VisibilityTimeout: 0,
    }),
  );
  return Messages;
}

/** Bodies of all visible messages, which are deleted. */
async function drain(queue: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const messages = await receive(queue);
    if (messages.length === 0) return bodies.sort();
    for (const { Body = "", ReceiptHandle } of messages) {
      bodies.push(Body);
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url(queue), ReceiptHandle }));
    }
  }
}

const heard = (): unknown[] =>
  fs
    .readFileSync(heardFile, "utf8")
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as unknown]));

async function lettersOf(thing: string): Promise<DeadLetterQueue> {
  const found = (await findDeadLetterQueues(clients, "local")).find((letters) => letters.thing === thing);
  if (found === undefined) throw new Error(`no ${thing}`);
  return found;
}

test("the dead-letter queues of the stage are found by their sources", async () => {
  expect(await findDeadLetterQueues(clients, "local")).toMatchObject([
    { kind: "messages", thing: "letters-dead", source: { thing: "letters" } },
    { kind: "invocations", thing: "missed", functions: ["sjc1990app-digest-local"] },
  ]);
});

test("messages go back to their queue with their attributes, and are counted", async () => {
  const bodies = Array.from({ length: 23 }, (_, i) => `letter ${String(100 + i)}`);
  const MessageAttributes = { of: { DataType: "String", StringValue: "somebody" } };
  for (const body of bodies) await die(body, { MessageAttributes });
  expect(await run({ queue: "letters", dryRun: true })).toBe(true);
  expect(said).toEqual(["sjc1990app-letters-dead-local → sjc1990app-letters-local: 23 messages"]);
  expect(await run({ queue: "letters" })).toBe(true);
  expect(said.at(-1)).toBe(
    "sjc1990app-letters-dead-local → sjc1990app-letters-local: 23 messages moved back",
  );
  const [first] = await receive("letters");
  expect(first?.MessageAttributes).toEqual(MessageAttributes);
  // The receive above was all that this one may have.
  expect([...(await drain("letters")), ...(await drain("letters-dead"))].sort()).toEqual(bodies);
});

test("a run that is killed at any call loses nothing, and the next run completes", async () => {
  const bodies = ["one", "two"];
  let calls = 0;
  let diesAt = 0;
  let received: string[] = [];
  const mortal = {
    send: async (command: never) => {
      if (++calls === diesAt) throw new Error("killed before");
      const answer: ReceiveMessageCommandOutput = await clients.sqs.send(command);
      for (const { ReceiptHandle = "" } of answer.Messages ?? []) received.push(ReceiptHandle);
      if (calls === -diesAt) throw new Error("killed after");
      return answer;
    },
  } as unknown as SQSClient;
  // A list of move tasks, a receive, two calls for each message, and a receive that finds nothing.
  const points = Array.from({ length: 7 }, (_, i) => i + 1).flatMap((point) => [point, -point]);
  // The first has no effect here.
  for (const point of points.filter((one) => one !== -1)) {
    for (const body of bodies) await send("letters-dead", body);
    [calls, diesAt, received] = [0, point, []];
    const letters = await lettersOf("letters-dead");
    await expect(redrive({ ...clients, sqs: mortal }, letters)).rejects.toThrow("killed");
    await release("letters-dead", received);
    await redrive(clients, letters);
    expect(await drain("letters-dead")).toEqual([]);
    const back = await drain("letters");
    expect([...new Set(back)]).toEqual([...bodies].sort());
    expect(back.length).toBeLessThanOrEqual(bodies.length + 1);
  }
});

/** Ends the visibility timeout of what a killed run had received. */
async function release(queue: string, receiptHandles: readonly string[]): Promise<void> {
  for (const ReceiptHandle of receiptHandles) {
    const change = { QueueUrl: url(queue), ReceiptHandle, VisibilityTimeout: 0 };
    // Some are deleted already.
    await clients.sqs.send(new ChangeMessageVisibilityCommand(change)).catch(() => undefined);
  }
}

test("a failed invocation is repeated, and comes back when it fails again", async () => {
  const { lambda } = clients;
  const invoke = (event: object) =>
    lambda.send(
      new InvokeCommand({
        FunctionName: "sjc1990app-digest-local:live",
        InvocationType: "Event",
        Payload: JSON.stringify(event),
      }),
    );
  await invoke({ time: "t", fail: true });
  const there = async (): Promise<boolean> => (await lettersOf("missed")).waiting === 1;
  expect(await waitUntil(there, 20_000)).toBe(true);
  expect(heard()).toEqual(Array(3).fill({ time: "t", fail: true }));
  fs.writeFileSync(heardFile, "");
  expect(await run({ queue: "missed" })).toBe(true);
  expect(said).toEqual(["sjc1990app-missed-local → sjc1990app-digest-local: 1 message moved back"]);
  expect(await waitUntil(there, 20_000)).toBe(true);
  expect(heard()).toEqual(Array(3).fill({ time: "t", fail: true }));
  await drain("missed");
});

test("an invocation is repeated from each format of AWS; other messages stay", async () => {
  const target = "arn:aws:lambda:us-east-1:000000000000:function:sjc1990app-digest-local:live";
  const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
  await send("missed", '{"time":"a"}', {
    MessageAttributes: {
      RequestID: attribute("r"),
      ErrorCode: attribute("200"),
      ErrorMessage: attribute("no"),
    },
  });
  await send("missed", '{"time":"b"}', {
    MessageAttributes: { ERROR_CODE: attribute("AccessDenied"), TARGET_ARN: attribute(target) },
  });
  await send(
    "missed",
    JSON.stringify({ requestContext: { functionArn: target }, requestPayload: { time: "c" } }),
  );
  const note = JSON.stringify({ DDBStreamBatchInfo: { shardId: "s", batchSize: 1 } });
  for (const body of [note, "no JSON"]) await send("missed", body);
  expect(await run({ queue: "missed" })).toBe(false);
  expect(said.join("\n")).toContain("3 messages moved back");
  expect(said.join("\n")).toContain("2 messages left");
  expect(await waitUntil(() => heard().length === 3, 10_000)).toBe(true);
  expect(
    heard()
      .map((event) => (event as { time: string }).time)
      .sort(),
  ).toEqual(["a", "b", "c"]);
  // Visible at once, so that the alarm on the queue does not return to OK.
  expect((await lettersOf("missed")).waiting).toBe(2);
  expect(await drain("missed")).toEqual(["no JSON", note]);
});

describe("refuses, with the next step,", () => {
  test.each<[string, Partial<RedriveArgs>, string, string]>([
    ["an unknown stage", { stack: "nowhere" }, 'unknown stage "nowhere"', "local"],
    ["an unknown queue", { queue: "leters" }, 'unknown queue "leters"', "Queues: letters, missed"],
    ["a stage in another account", { stack: "dev" }, "your credentials are for 000000000000", "Sign in"],
  ])("%s", async (_what, args, message, remedy) => {
    await expect(run(args)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });

  test("a local cloud that does not run", async () => {
    const endpoint = process.env["AWS_ENDPOINT_URL"];
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    await expect(run({})).rejects.toMatchObject({
      name: "UserError",
      message: "no answer from http://127.0.0.1:1",
    });
    process.env["AWS_ENDPOINT_URL"] = endpoint;
  });
});
