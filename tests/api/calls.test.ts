/**
 * How often a request asks DynamoDB, counted where the calls arrive: by the CloudTrail of the local cloud. On each route
 * of the table two calls are the most, a batch and a transaction being one, and none of them is a Scan.
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
import { cases } from "./calls/cases";
import { Recorder } from "./calls/recorder";
import { overtaken } from "./calls/sign-in";
import type { Sent } from "./calls/things";
import { place, Rig } from "./least-privilege/rig";
import { openPlatform, removeTestCloud } from "../testing/support";

jest.setTimeout(240_000);

/** The most calls of DynamoDB on the way of a request. */
const MOST = 2;

let cloud: Cloud;
let rig: Rig;
let recorder: Recorder;
/** Access key of the function that tells the gateway who calls. */
let authorizer: string;

beforeAll(async () => {
  cloud = await openPlatform();
  rig = new Rig(cloud, String((await cloud.outputs())["apiUrl"]));
  const lambda = new LambdaClient(rig.config);
  // What is done behind the API is not on a request's way.
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
  await requireTwoVotes(lambda);
  recorder = await Recorder.start(cloud);
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

/** The local stage approves by one vote; others by more, which takes more calls. */
async function requireTwoVotes(lambda: LambdaClient): Promise<void> {
  const FunctionName = physicalName("auth-approve", place);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(Environment?.Variables).toHaveProperty("APPROVALS_REQUIRED");
  const Variables = { ...Environment?.Variables, APPROVALS_REQUIRED: "2" };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
}

/** Sends a request. @returns names of the calls that its function made. */
async function count(route: Route, sent: Sent): Promise<string[]> {
  expect(sent.path.split("?")[0]).toMatch(new RegExp(`^${route.path.replace(/\{\w+\}/g, "[^/]+")}$`));
  const { status, path, ...rest } = sent;
  const made = await recorder.during(() => rig.http(status, route.method, path, rest));
  const asked = made.filter(({ accessKey }) => accessKey === authorizer);
  expect(asked.length).toBeLessThanOrEqual(1);
  return made.filter((call) => !asked.includes(call)).map(({ name }) => name);
}

const calls = (text: string): string[] => text.split(" ").filter((name) => name !== "");

test("the authorizer makes one call for a token, and none while the gateway remembers its answer", async () => {
  const as = await rig.applicant();
  const body = { contentType: "image/png", fileSize: 5 };
  // The function behind this route makes none.
  const send = () => rig.http(200, "POST", "/users/me/profile-photo", { as, body });
  const made = await recorder.during(send);
  expect(made).toEqual([{ name: "BatchGetItem", accessKey: expect.stringMatching(/^ASIA/) as string }]);
  authorizer = made[0]?.accessKey ?? "";
  expect(await recorder.during(send)).toEqual([]);
});

test("each route has requests that are counted, none with more than two calls, or with a Scan", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(routes).sort());
  for (const [, made] of Object.values(cases).flat()) {
    expect(calls(made).length).toBeLessThanOrEqual(MOST);
    expect(calls(made)).not.toContain("Scan");
  }
});

describe.each(Object.entries(routes) as [keyof typeof routes, Route][])("%s", (name, route) => {
  test.each([...cases[name]])("%s: %s", async (_what, made, prepare) => {
    expect((await count(route, await prepare(rig))).sort()).toEqual(calls(made));
  });
});

describe("overtaken by a change, a request takes more, and no more than its attempts", () => {
  test.each([...overtaken])("%s: %s", async (_what, made, prepare, name) => {
    expect((await count(routes[name], await prepare(rig))).sort()).toEqual(calls(made));
  });
});
