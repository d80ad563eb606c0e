import type { Context } from "aws-lambda";

import { captureOutput } from "../functions/testing/output";
import type { Registered } from "./offline/registered";
import { runStage } from "./offline/stage";

interface Query {
  name: string;
  logGroupNames: string[];
  queryString: string;
}

const output = captureOutput();
let resources: Registered[];
let queries: Query[];
beforeAll(async () => {
  resources = await runStage("prod");
  queries = inputsOf("aws:cloudwatch/queryDefinition:QueryDefinition") as unknown as Query[];
});

const inputsOf = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs);

/** Commands of Logs Insights: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
const COMMANDS = ["fields", "filter", "stats", "sort", "limit"];

/** Words of a query that are no fields: operators, and functions before a bracket. */
const WORDS = ["as", "asc", "by", "desc"];

/** Fields that a query reads, without the names that it gives itself. */
function fieldsOf(query: string): string[] {
  const given = [...query.matchAll(/\bas (\w+)/g)].map(([, name]) => name);
  const rest = query
    .replaceAll(/"[^"]*"/g, "")
    .replaceAll(/^\|? ?\w+ /gm, "")
    .replaceAll(/\w+\(/g, "(");
  const words = [...rest.matchAll(/@?[a-zA-Z][\w.]*/g)].map(([word]) => word);
  return words.filter((word) => !WORDS.includes(word) && !given.includes(word));
}

/** Names of the fields of an object, and of the objects in it: `failure.name`. */
function namesOf(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => [
    `${prefix}${name}`,
    ...(typeof inner === "object" && inner !== null ? namesOf(inner, `${prefix}${name}.`) : []),
  ]);
}

/** Fields of the log line of a failed request. */
async function functionFields(): Promise<string[]> {
  process.env["_X_AMZN_TRACE_ID"] = "Root=1-65f0c0de-0123456789abcdef01234567";
  const { annotate, startLine } = await import("../functions/shared/log.js");
  const context = { functionName: "f", awsRequestId: "a", functionVersion: "1", memoryLimitInMB: "1" };
  const finish = startLine({ requestId: "r", route: "GET /x" }, context as unknown as Context);
  annotate({ userId: "usr_1" });
  finish({ status: 500, errorCode: "INTERNAL_ERROR", error: new Error("wrong") });
  return output.lines().flatMap((line) => namesOf(line));
}

test("there are four queries, in a folder of the stage", () => {
  expect(queries.map(({ name }) => name)).toEqual([
    "sjc1990app/prod/slowest routes",
    "sjc1990app/prod/errors by code",
    "sjc1990app/prod/journey of one user",
    "sjc1990app/prod/one correlation id",
  ]);
});

test("they read log groups of the stage: the access log, or those of all functions", () => {
  const functions = inputsOf("aws:lambda/function:Function").map(({ name }) => `/aws/lambda/${String(name)}`);
  // CloudWatch Logs allows 50.
  expect(functions.length).toBeLessThanOrEqual(50);
  const [slowest, ...others] = queries.map(({ logGroupNames }) => logGroupNames.toSorted());
  expect(slowest).toEqual(["/aws/apigateway/sjc1990app-api-prod"]);
  for (const groups of others) expect(groups).toEqual(functions.toSorted());
});

test("they have known commands only", () => {
  const commands = queries.flatMap(({ queryString }) =>
    queryString.split(/^\| /m).map((line) => line.trim().split(/\s/)[0]),
  );
  expect(commands.filter((command) => !COMMANDS.includes(command ?? ""))).toEqual([]);
});

test("they read fields that the log lines have", async () => {
  const [api] = inputsOf("aws:apigateway/stage:Stage");
  const { format } = api?.["accessLogSettings"] as { format: string };
  const access = namesOf(JSON.parse(format) as object);
  const lines = [...(await functionFields()), "@timestamp"];
  const [slowest, ...others] = queries.map(({ queryString }) => fieldsOf(queryString));
  expect(slowest?.length).toBeGreaterThan(3);
  expect(slowest?.filter((field) => !access.includes(field))).toEqual([]);
  const fields = [...new Set(others.flat())];
  expect(fields).toEqual(expect.arrayContaining(["failure.name", "userId", "xray_trace_id"]));
  expect(fields.filter((field) => !lines.includes(field))).toEqual([]);
});
