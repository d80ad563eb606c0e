/** The clients on an endpoint that answers late, fails or breaks connections: how often does a request arrive? */
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { SendEmailCommand } from "@aws-sdk/client-ses";
import { PublishCommand } from "@aws-sdk/client-sns";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetParametersCommand } from "@aws-sdk/client-ssm";

import { dynamoDb, ses, sns, sqs, ssm } from "./aws";

type Answer = (response: http.ServerResponse) => unknown;

let arrived = 0;
let answer: Answer;
const server = http.createServer((_request, response) => {
  arrived++;
  answer(response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
  });
});
beforeEach(() => {
  arrived = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const sendSms = () => sns.send(new PublishCommand({ PhoneNumber: "+85291234567", Message: "hello" }));
const sendEmail = () =>
  ses.send(
    new SendEmailCommand({
      ...{ Source: "a@example.org", Destination: { ToAddresses: ["b@example.org"] } },
      Message: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } },
    }),
  );
const accepted = (operation: string) =>
  `<${operation}Response><${operation}Result><MessageId>m</MessageId></${operation}Result></${operation}Response>`;

const broken: Answer = (response) => response.socket?.destroy();
const unavailable: Answer = (response) => response.writeHead(503).end();

test.each([
  ["Publish", sendSms],
  ["SendEmail", sendEmail],
])("a late answer to %s is awaited: one message", async (operation, send) => {
  answer = async (response) => {
    await sleep(2_500);
    response.writeHead(200).end(accepted(operation));
  };
  expect(await send()).toMatchObject({ MessageId: "m" });
  expect(arrived).toBe(1);
});

describe.each([
  ["a broken connection", broken],
  ["an unavailable service", unavailable],
])("after %s", (_what, fails) => {
  test.each([
    ["an SMS", 1, sendSms],
    ["an e-mail", 1, sendEmail],
    ["a read", 3, () => dynamoDb.send(new GetItemCommand({ TableName: "t", Key: { id: { S: "1" } } }))],
    ["a queued message", 3, () => sqs.send(new SendMessageCommand({ QueueUrl: "q", MessageBody: "b" }))],
    ["a read of parameters", 2, () => ssm.send(new GetParametersCommand({ Names: ["/p"] }))],
  ] as [string, number, () => Promise<unknown>][])("%s is attempted %d times", async (_call, times, send) => {
    answer = fails;
    await expect(send()).rejects.toThrow();
    expect(arrived).toBe(times);
  });
});
