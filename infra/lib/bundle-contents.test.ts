import * as path from "node:path";

import { build } from "esbuild";

import { bundleHandlers } from "./bundle";
import { handlerEntries } from "./handlers";

/** What Lambda gets of an entry, as text. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, "../../functions", `${entry}.ts`)],
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    write: false,
  });
  return outputFiles[0]!.text;
}

const clients = {
  DynamoDBClient: "DynamoDB_20120810",
  S3Client: "AmazonS3",
  SESClient: "SimpleEmailService",
  SNSClient: "AmazonSimpleNotificationService",
  SQSClient: "AmazonSQS",
  SSMClient: "AmazonSSM",
};
type Client = keyof typeof clients;

const PREFERENCES = "/users/{userId}/preferences";

test.each<[entry: string, own: string[], foreign: string[], uses: Client[]]>([
  ["health/health", ["/health"], ["/auth/register", "/auth/verify"], []],
  [
    "auth/register",
    ["/auth/register"],
    ["/health", "/auth/verify"],
    ["DynamoDBClient", "SQSClient", "SSMClient"],
  ],
  ["auth/send-code", [], ["/auth/register"], ["DynamoDBClient", "SNSClient", "SSMClient"]],
  ["auth/verify", ["/auth/verify"], ["/health", "/auth/register"], ["DynamoDBClient", "SSMClient"]],
  [
    "users/get-preferences",
    [PREFERENCES],
    ["/users/{userId}/profile", "/users/{userId}/export"],
    ["DynamoDBClient"],
  ],
  ["users/request-photo-upload", [], [], ["DynamoDBClient"]],
  ["users/complete-photo-upload", [], [], ["DynamoDBClient", "S3Client"]],
  ["users/export-photos", [], [], ["S3Client"]],
  ["notifications/deliver", [], [], ["DynamoDBClient", "SESClient", "SNSClient", "SQSClient", "SSMClient"]],
])(
  "the bundle of %s holds its own route and the clients it uses, nothing else's",
  async (entry, own, foreign, uses) => {
    // Not `toContain`: a failure would print the bundle.
    const text = await bundle(entry);
    const holds = (part: string): boolean => text.includes(part);
    expect(own.filter((path) => !holds(`path:"${path}"`))).toEqual([]);
    expect(foreign.filter((path) => holds(`path:"${path}"`))).toEqual([]);
    expect((Object.keys(clients) as Client[]).filter((client) => holds(clients[client]))).toEqual(uses);
  },
);

/** Handlers of phone numbers as typed hold the numbering plans of all countries (libphonenumber-js), in KB. */
const NUMBERING_PLANS = { entries: ["auth/login", "auth/register", "auth/verify"], size: 200 };

/** Sends by all channels: holds the clients of five services. KB beyond the limit. */
const ALL_CLIENTS = { entry: "notifications/deliver", size: 2 };

/** Runs the journeys of the smoke test, with the routes of all of them. No request waits for it. KB beyond the median. */
const SMOKE_TEST = { entry: "monitoring/health-check", size: 17 };

test("the median bundle has at most 280 KB, the largest 450 KB, without numbering plans", async () => {
  const bundles = await bundleHandlers(handlerEntries());
  const sizes = [...bundles].map(([entry, { bytes }]) => {
    const plans = NUMBERING_PLANS.entries.includes(entry) ? NUMBERING_PLANS.size : 0;
    const clients = entry === ALL_CLIENTS.entry ? ALL_CLIENTS.size : 0;
    const smokeTest = entry === SMOKE_TEST.entry ? SMOKE_TEST.size : 0;
    return bytes / 1000 - plans - clients - smokeTest;
  });
  sizes.sort((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(280);
  expect(sizes.at(-1)).toBeLessThanOrEqual(450);
});
