import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { APIGatewayClient, GetApiKeysCommand } from "@aws-sdk/client-api-gateway";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";

import { readMetrics, type Datum } from "../../functions/testing/emf";
import { routes } from "../../functions/routes";
import type { Cloud } from "../../local/cloud";
import { seen, type PrivateData } from "./private-data";
import { clientConfig } from "./support";

/** A function's log line about a request, a message, a record or a run. */
export interface RequestLine {
  function: string;
  requestId: string;
  route: string;
  status: number;
  latencyMs: number;
  correlation_id: string;
  userId?: string;
}

/** The local cloud returns at most this many events of a group, and does not say when there are more. */
const MOST_EVENTS = 10_000;

/** Lines that the local cloud writes into a function's log in place of Lambda. */
const PLATFORM = [
  /^(START|END|REPORT) RequestId: /,
  // Its worker uses an API that its Node deprecates.
  /^\(node:\d+\) \[DEP0169\] DeprecationWarning: `url\.parse\(\)`/,
  /^\(Use `node --trace-deprecation /,
  // An authorizer answers the gateway with these errors, and Lambda logs what a function throws.
  /^Error: (Unauthorized|Authorizer failed|the digest was not started|the alert was not delivered)$/,
  /^ {4}at \S+ \(.*\)$|^ {4}at \S+$/,
];

/** Dimensions of metrics, each with the values that it can have. */
const DIMENSIONS: Readonly<Record<string, RegExp>> = {
  service: /^sjc1990app$/,
  stage: /^local$/,
  function_name: /^sjc1990app-[a-z-]+-local$/,
  channel: /^(sms|email)$/,
  reason: /^(refused|limit|error)$/,
};

/** Routes that have a caller, as log lines name them. */
const withCaller = new Set(
  Object.values(routes)
    .filter(({ auth }) => auth !== "public" && auth !== "key")
    .map(({ method, path }) => `${method} ${path}`),
);

/**
 * Expects that logs and alarms of a cloud contain nothing private, and that each line of a function is JSON with request id,
 * correlation id, route, status and latency, and with the user's id where there is a caller. Or metrics, with known dimensions.
 * @param known everything private that was sent or received. Default: what the API clients of this file have seen.
 * @returns the functions' lines about requests.
 */
export async function expectCleanLogs(cloud: Cloud, known: PrivateData = seen): Promise<RequestLine[]> {
  await noteStage(cloud, known);
  await flush(cloud);
  const lines = await readLogs(cloud);
  expect(known.findIn(lines.map(({ text }) => text)).slice(0, 10)).toEqual([]);
  expect(known.findIn(await readAlarms(cloud))).toEqual([]);
  const own = lines.filter(({ text }) => !PLATFORM.some((pattern) => pattern.test(text)));
  const metrics = own.filter(({ text }) => "_aws" in json(text)).map(({ text }) => json(text));
  expect(metrics.flatMap(unknownFields)).toEqual([]);
  const parsed = own
    .map(({ group, text }) => ({ ...json(text), function: group, text }))
    .filter((line) => !("_aws" in line));
  expect(parsed.filter((line) => !isWhole(line)).map(({ text }) => text)).toEqual([]);
  expect(parsed.length).toBeGreaterThan(0);
  return parsed as unknown as RequestLine[];
}

/** Fields of a line with metrics that are neither a metric nor a dimension with a known value. */
function unknownFields(line: Record<string, unknown>): string[] {
  const names = new Set(readMetrics(line).map(({ name }) => name));
  return Object.entries(line).flatMap(([field, value]) =>
    field === "_aws" || names.has(field) || DIMENSIONS[field]?.test(String(value)) === true
      ? []
      : [`${field}: ${String(value)}`],
  );
}

/** The metrics that the functions of a cloud have written, as CloudWatch would read them. */
export async function writtenMetrics(cloud: Cloud): Promise<Datum[]> {
  await flush(cloud);
  const lines = (await readLogs(cloud)).map(({ text }) => json(text));
  return lines.filter((line) => "_aws" in line).flatMap(readMetrics);
}

/** Whether a line is complete. The caller's id is known once the gateway has authorized them. */
function isWhole(line: Record<string, unknown>): boolean {
  const { requestId, route, status, latencyMs, userId, correlation_id, service } = line;
  if (typeof correlation_id !== "string" || service !== "sjc1990app") return false;
  if (typeof requestId !== "string" || requestId === "" || typeof route !== "string") return false;
  if (typeof status !== "number" || typeof latencyMs !== "number" || latencyMs < 0) return false;
  const authorized = /^authorize /.test(route) && (status === 200 || status === 403);
  const called = withCaller.has(route) && status !== 401 && status < 500;
  return (!authorized && !called) || (typeof userId === "string" && userId.startsWith("usr_"));
}

/** Every alarm, as JSON: its text, its dimensions and the reason of its state. */
async function readAlarms(cloud: Cloud): Promise<string[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await new CloudWatchClient(clientConfig(cloud)).send(
    new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
  );
  expect(MetricAlarms.length).toBeGreaterThan(0);
  return [...MetricAlarms, ...CompositeAlarms].map((alarm) => JSON.stringify(alarm));
}

/** Every line of every log group. */
export async function readLogs(cloud: Cloud): Promise<{ group: string; text: string }[]> {
  const client = new CloudWatchLogsClient(clientConfig(cloud));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  const lines = await Promise.all(
    logGroups.map(async ({ logGroupName: group = "" }) => {
      const { events = [] } = await client.send(
        new FilterLogEventsCommand({ logGroupName: group, limit: MOST_EVENTS }),
      );
      if (events.length >= MOST_EVENTS) throw new Error(`${group} has more lines than one call returns`);
      return events.map(({ message = "" }) => ({ group, text: message }));
    }),
  );
  return lines.flat();
}

/** Notes what the stage itself holds: secrets, numbers of admins, API keys, and all messages with their recipients. */
async function noteStage(cloud: Cloud, known: PrivateData): Promise<void> {
  const config = clientConfig(cloud);
  const { Parameters = [] } = await new SSMClient(config).send(
    new GetParametersByPathCommand({ Path: "/sjc1990app/local", Recursive: true, WithDecryption: true }),
  );
  expect(Parameters.length).toBeGreaterThanOrEqual(4);
  for (const { Value = "" } of Parameters) noteParameter(Value, known);
  const { items = [] } = await new APIGatewayClient(config).send(
    new GetApiKeysCommand({ includeValues: true }),
  );
  for (const { value = "" } of items) known.note("secret", value);

  const outbox = async (path: string): Promise<unknown> =>
    (await fetch(`${cloud.endpoint}/_ministack/${path}`)).json();
  const { sms_messages } = (await outbox("sns/sms-messages")) as { sms_messages: Record<string, unknown> };
  for (const [phoneNumber, sent] of Object.entries(sms_messages)) {
    known.note("phone", phoneNumber);
    for (const [code] of JSON.stringify(sent).matchAll(/\b\d{6}(?= is your)/g)) known.note("code", code);
  }
  const { messages } = (await outbox("ses/messages")) as { messages: Record<string, { To: string[] }[]> };
  for (const { To } of Object.values(messages).flat()) To.forEach((email) => known.note("email", email));
}

/** Notes a parameter: its whole text, and the values of its JSON except for ids of keys. */
function noteParameter(text: string, known: PrivateData): void {
  known.note("secret", text);
  const walk = (value: unknown, field?: string): void => {
    if (typeof value === "object" && value !== null)
      Object.entries(value).forEach(([key, of]) => walk(of, key));
    else if (field === "secret") known.note("secret", String(value));
    else if (/^\+\d+$/.test(String(value))) known.note("phone", String(value));
  };
  walk(json(text));
}

/**
 * Calls each function once more with nothing to do: output that a function writes late reaches the log of the local
 * cloud with its next call.
 */
async function flush(cloud: Cloud): Promise<void> {
  const client = new LambdaClient(clientConfig(cloud));
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const Payload = JSON.stringify({ id: "flush", time: "2027-01-15T01:00:00Z", Records: [] });
  for (const { FunctionName } of Functions) {
    await client.send(new InvokeCommand({ FunctionName, Qualifier: "live", Payload }));
  }
}

function json(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
