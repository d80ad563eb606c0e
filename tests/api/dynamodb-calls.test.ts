/**
 * How many calls of DynamoDB a request makes, counted where they arrive: by the CloudTrail of the local cloud. Every
 * route but verification makes at most two, where a batch or a transaction is one, and never a Scan.
 */
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";

import { routes } from "../../functions/routes";
import type { Route } from "../../functions/shared/route";
import { physicalName } from "../../infra/lib/names";
import type { Cloud } from "../../local/cloud";
import { cases } from "./dynamodb-calls/cases";
import { Recorder } from "./dynamodb-calls/recorder";
import { overtaken } from "./dynamodb-calls/sign-in";
import type { Case, Sent } from "./dynamodb-calls/case";
import type { Request } from "../../functions/shared/api-client";
import { me, newNumber } from "../../ops/people";
import { place, Stage } from "../testing/stage";
import { openPlatform, removeTestCloud } from "../testing/support";

/** Most calls of DynamoDB that a request makes. A verification also reads the user: a code has only its id. */
const most = (name: string): number => (/^verify/.test(name) ? 3 : 2);

let cloud: Cloud;
let stage: Stage;
let recorder: Recorder;
/** Access keys of the authorizer, and of the function that sends codes. */
let authorizer: string;
let codeSender: string;

beforeAll(async () => {
  cloud = await openPlatform();
  stage = await Stage.open(cloud);
  const lambda = new LambdaClient(stage.config);
  // Only requests make calls, and codes are sent: other consumers are off.
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID, EventSourceArn } of EventSourceMappings) {
    if (EventSourceArn?.endsWith(physicalName("codes", place)) !== true)
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
  await requireTwoVotes(lambda);
  recorder = await Recorder.start(cloud);
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

/** Needs two votes to approve, as other stages do: that takes more calls than the one of the local stage. */
async function requireTwoVotes(lambda: LambdaClient): Promise<void> {
  const FunctionName = physicalName("auth-approve", place);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(Environment?.Variables).toHaveProperty("APPROVALS_REQUIRED");
  const Variables = { ...Environment?.Variables, APPROVALS_REQUIRED: "2" };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
}

/** Sends a request. @returns the names of the calls that its function made. */
async function count(route: Route, sent: Sent): Promise<string[]> {
  const { status, ...request } = sent;
  const made = await recorder.during(async () => {
    expect((await stage.api.send(route, request as Request<Route>)).status).toBe(status);
  });
  const asked = made.filter(({ accessKey }) => accessKey === authorizer);
  expect(asked.length).toBeLessThanOrEqual(1);
  const own = made.filter((call) => !asked.includes(call) && call.accessKey !== codeSender);
  return own.map(({ name }) => name);
}

const calls = (text: string): string[] => text.split(" ").filter((name) => name !== "");

test("the authorizer makes one call for a token, and none while the gateway has its answer cached", async () => {
  const as = await stage.applicant();
  // The function of this route makes none before it has checked the key.
  const send = () =>
    stage.api.refused(400, routes.completePhotoUpload, { params: me, as, body: { photoKey: "x" } });
  const made = await recorder.during(send);
  expect(made).toEqual([{ name: "BatchGetItem", accessKey: expect.stringMatching(/^ASIA/) as string }]);
  authorizer = made[0]?.accessKey ?? "";
  expect(await recorder.during(send)).toEqual([]);
});

test("sending a code to a new number makes four calls, after the one of the request", async () => {
  const phoneNumber = newNumber();
  const made = await recorder.during(() => stage.people.register(phoneNumber));
  expect(made.map(({ name }) => name)).toEqual([
    "TransactWriteItems",
    "Query",
    "GetItem",
    "UpdateItem",
    "UpdateItem",
  ]);
  codeSender = made.at(-1)?.accessKey ?? "";
  expect(codeSender).not.toBe(made[0]?.accessKey);
});

test("each route has cases, none with more calls than allowed or with a Scan", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(routes).sort());
  for (const [name, of] of Object.entries(cases)) {
    for (const [, made] of of) {
      expect(calls(made).length).toBeLessThanOrEqual(most(name));
      expect(calls(made)).not.toContain("Scan");
    }
  }
});

describe.each(Object.entries(routes) as [keyof typeof routes, Route][])("%s", (name, route) => {
  test.each([...cases[name]] as Case<Route>[])("%s: %s", async (_what, made, prepare) => {
    expect((await count(route, await prepare(stage))).sort()).toEqual(calls(made));
  });
});

describe("a request that is overtaken by a change makes more calls, but no more than its attempts", () => {
  test.each([...overtaken])("%s: %s", async (_what, made, prepare) => {
    expect((await count(routes.verify, await prepare(stage))).sort()).toEqual(calls(made));
  });
});
