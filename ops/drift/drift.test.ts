/** Drift, from events as the engine sends them, and CloudTrail behind a fake endpoint. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { EngineEvent } from "@pulumi/pulumi/automation";

import { githubFrom } from "../github";
import { FakeGitHub } from "../github/testing/github";
import { EXPANDED, HOSTILE, withoutCode } from "../github/testing/markdown";
import { driftMarkdown, driftOf, driftText, keepDrift } from ".";
import { recentChanges } from "./trail";

const urn = (type: string, name: string) => `urn:pulumi:prod::sjc1990app::${type}::${name}`;

function event(op: string, type: string, name: string, more: object): EngineEvent {
  const metadata = { op, urn: urn(type, name), type, provider: "", ...more };
  return { sequence: 1, timestamp: 1, resOutputsEvent: { metadata } } as unknown as EngineEvent;
}

/** As in the events of the engine. */
const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};

const events = [
  event("refresh", "aws:sqs/queue:Queue", "same", { old: { id: "q" }, new: { id: "q" } }),
  event("update", "aws:lambda/function:Function", "health", {
    old: {
      id: "f",
      inputs: { timeout: 10, environment: { variables: { "A.B": "1" } } },
      outputs: { version: "1" },
    },
    new: { id: "f", inputs: { timeout: 29, environment: { variables: {} } }, outputs: { version: "2" } },
    detailedDiff: {
      timeout: { diffKind: "update", inputDiff: true },
      'environment.variables["A.B"]': { diffKind: "delete", inputDiff: true },
      version: { diffKind: "update", inputDiff: false },
    },
  }),
  event("update", "aws:ssm/parameter:Parameter", "jwt", {
    old: { id: "/jwt", inputs: { value: secret }, outputs: {} },
    new: { id: "/jwt", inputs: { value: secret }, outputs: {} },
    detailedDiff: { value: { diffKind: "update", inputDiff: true } },
  }),
  event("delete", "aws:cloudwatch/logGroup:LogGroup", "logs", { old: { id: "l", inputs: {}, outputs: {} } }),
];

test("each property has the expected and the actual value; secrets are masked", () => {
  expect(driftOf(events)).toEqual([
    {
      ...{ name: "health", type: "aws:lambda/function:Function", id: "f", deleted: false },
      properties: [
        { path: 'environment.variables["A.B"]', expected: "1" },
        { path: "timeout", expected: 10, actual: 29 },
        { path: "version", expected: "1", actual: "2" },
      ],
    },
    {
      ...{ name: "jwt", type: "aws:ssm/parameter:Parameter", id: "/jwt", deleted: false },
      properties: [{ path: "value", expected: "[secret]", actual: "[secret]" }],
    },
    { name: "logs", type: "aws:cloudwatch/logGroup:LogGroup", id: "l", deleted: true, properties: [] },
  ]);
});

test("text and Markdown name resource, property and who changed it", () => {
  const changes = [{ at: "2026-01-01T00:00:00.000Z", by: "ann", action: "UpdateFunctionConfiguration" }];
  const resources = driftOf(events).map((one) => ({ ...one, changes: one.name === "health" ? changes : [] }));
  const report = { stage: "prod", passed: false, resources };
  expect(driftText(report)).toMatch(/^health: changed {2}aws:lambda[^]*\n {2}timeout: 10 → 29\n/);
  expect(driftText(report)).toContain("2026-01-01T00:00:00.000Z ann: UpdateFunctionConfiguration");
  expect(driftMarkdown(report)).toContain("| `timeout` | `10 → 29` |");
  expect(driftMarkdown(report)).toContain("#### `logs`: deleted");
  expect(driftText({ stage: "prod", passed: true, resources: [] })).toMatch(/^No drift/);
});

test("the issue is open while there is drift, and has no text of others outside of code", async () => {
  const gitHub = new FakeGitHub();
  const GITHUB_API_URL = await gitHub.start();
  const client = githubFrom({ GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "o/r", GITHUB_API_URL });
  const resource = {
    ...{ name: HOSTILE, type: HOSTILE, id: HOSTILE, deleted: false },
    properties: [{ path: HOSTILE, expected: HOSTILE, actual: HOSTILE }],
    changes: [{ at: "2026-01-01T00:00:00.000Z", by: HOSTILE, action: HOSTILE }],
  };
  await keepDrift(client, { stage: "prod", passed: false, resources: [resource] });
  expect(gitHub.openIssues).toEqual(["1 prod: resources differ from the state"]);
  expect(gitHub.issues[0]!.body).toContain("@everyone");
  expect(withoutCode(gitHub.issues[0]!.body)).not.toMatch(EXPANDED);
  await keepDrift(client, { stage: "prod", passed: true, resources: [] });
  expect(gitHub.openIssues).toEqual([]);
  gitHub.stop();
});

describe("CloudTrail", () => {
  const asked: Record<string, unknown>[] = [];
  const pages = [
    {
      Events: [row("GetFunction", "true", "eve"), row("UpdateFunctionCode", "false", "ann")],
      NextToken: "2",
    },
    {
      Events: [row("Invoke", "false", "bob"), row("TagResource", "false", "cy"), row("Old", "false", "dan")],
    },
  ];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      asked.push(JSON.parse(body) as Record<string, unknown>);
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify(pages[asked.length - 1]));
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test("the last three calls that changed the resource are read, over pages", async () => {
    const client = new CloudTrailClient({
      endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      ...{ region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } },
    });
    const changes = await recentChanges(client, "f", new AbortController().signal);
    expect(changes.map(({ by, action }) => `${by} ${action}`)).toEqual([
      ...["ann UpdateFunctionCode", "bob Invoke", "cy TagResource"],
    ]);
    const LookupAttributes = [{ AttributeKey: "ResourceName", AttributeValue: "f" }];
    expect(asked).toEqual([{ LookupAttributes }, { LookupAttributes, NextToken: "2" }]);
    client.destroy();
  });
});

function row(EventName: string, ReadOnly: string, Username: string) {
  return { EventName, ReadOnly, Username, EventTime: 1_767_225_600 };
}
