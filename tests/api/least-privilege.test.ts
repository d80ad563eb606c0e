/**
 * Least privilege on the stage as it is deployed, with IAM enforced: each function does its work with the policy that
 * the program gave it, and does not once any one action on any one resource is taken out of that policy.
 *
 * Not covered, since the local cloud does not enforce it: what Lambda itself does with a function's role (logs, traces,
 * reading of queues and streams, dead letters of a stream). Nor is the condition on who e-mail is from: the local cloud
 * knows no `ses:FromAddress`, so that a permission that asks for one never holds there. infra/grants.test.ts pins all of
 * these.
 */
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
  GetFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";

import type { Statement } from "../../infra/lib/iam";
import { physicalName } from "../../infra/lib/names";
import { provenPermissions, type Permission } from "../../infra/testing/proven-grants";
import type { Cloud } from "../../local/cloud";
import { flows } from "./least-privilege/flows";
import { place, Refused, Rig } from "./least-privilege/rig";
import { expectCleanLogs } from "../testing/logs";
import { seen } from "../testing/private-data";
import { openPlatform, removeTestCloud } from "../testing/support";

jest.setTimeout(240_000);

let cloud: Cloud;
let rig: Rig;
let iam: IAMClient;
let lambda: LambdaClient;
let restarts = 0;

beforeAll(async () => {
  cloud = await openPlatform();
  rig = new Rig(cloud, String((await cloud.outputs())["apiUrl"]));
  iam = new IAMClient(rig.config);
  lambda = new LambdaClient(rig.config);
  // Whose address it is, is the owner's business on AWS too: the program makes no identity.
  await new SESClient(rig.config).send(
    new VerifyEmailIdentityCommand({ EmailAddress: "no-reply@example.org" }),
  );
  // Messages that a flow puts on a queue are its own.
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

/** The name of the function, and of its role, of an entry. */
function nameOf(entry: string): string {
  return physicalName([...new Set(entry.split("/"))].join("-"), place);
}

async function policyOf(RoleName: string): Promise<string> {
  const { PolicyDocument = "" } = await iam.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: "grants" }),
  );
  return decodeURIComponent(PolicyDocument);
}

/** A policy without the one condition that cannot hold on the local cloud. */
function enforceable(document: string): string {
  const policy = JSON.parse(document) as { Statement: Statement[] };
  const Statement = policy.Statement.map(({ Condition = {}, ...statement }) =>
    Object.keys(Condition["StringEquals"] ?? {}).includes("ses:FromAddress")
      ? statement
      : { ...statement, ...(Object.keys(Condition).length === 0 ? {} : { Condition }) },
  );
  return JSON.stringify({ ...policy, Statement });
}

async function setPolicy(RoleName: string, PolicyDocument: string): Promise<void> {
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "grants", PolicyDocument }));
}

/** A policy without one permission. */
function without(document: string, left: Permission): string {
  const policy = JSON.parse(document) as { Statement: Statement[] };
  // One statement for each permission, without the Sid, which may be there once only.
  const Statement = policy.Statement.flatMap(({ Sid: _sid, ...statement }): Statement[] =>
    statement.Effect === "Deny"
      ? [statement]
      : statement.Action.flatMap((action) =>
          statement.Resource.filter((resource) => `${action} ${resource}` !== left).map((resource) => ({
            ...statement,
            Action: [action],
            Resource: [resource],
          })),
        ),
  );
  return JSON.stringify({ ...policy, Statement });
}

/** Has the next call start in a fresh container: a warm one has read its parameters, and keeps them. */
async function restart(FunctionName: string): Promise<void> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, RESTARTS: String(++restarts) };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
}

/** Failures that are not the function's own: S3 refuses a form; a photo looks as if it were not there, or stays. */
const soft: Record<string, RegExp> = {
  "users/request-photo-upload": /the upload answered 403/,
  "users/complete-photo-upload": /answered 404|was not moved/,
};

async function run(entry: string): Promise<unknown> {
  try {
    await flows[entry]?.(rig);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each([...provenPermissions(place)])("%s", (entry, permissions) => {
  const role = nameOf(entry);
  let document: string;

  beforeAll(async () => {
    document = enforceable(await policyOf(role));
    await setPolicy(role, document);
  });

  test("does its work with its policy", async () => {
    expect(flows).toHaveProperty([entry]);
    expect(await run(entry)).toBeUndefined();
  });

  test.each(permissions.map((permission) => [permission]))("does not without %s", async (left) => {
    const reduced = without(document, left);
    expect(reduced).not.toBe(without(document, "no such"));
    await setPolicy(role, reduced);
    if (left.startsWith("ssm:")) await restart(role);
    try {
      const error = await run(entry);
      expect(error).toBeInstanceOf(Error);
      const told = error as Error;
      if (told instanceof Refused && soft[entry] === undefined) expect(told.status).toBe(500);
      if (soft[entry] !== undefined && !(told instanceof Refused && told.status === 500)) {
        expect(told.message).toMatch(soft[entry]);
      }
    } finally {
      await setPolicy(role, document);
    }
  });

  test("does its work with its policy again", async () => {
    expect(await run(entry)).toBeUndefined();
  });
});

describe("of all this the logs hold nothing private", () => {
  const phoneNumber = "+85251999999";
  const email = "malformed@example.org";

  test.each([
    ["no JSON", `{"phoneNumber":"${phoneNumber}","email":"${email}"`],
    ["of no schema", JSON.stringify({ phoneNumber, email, kind: phoneNumber, source: email })],
  ])("a message that is %s fails, and is not told", async (_what, body) => {
    seen.note("phone", phoneNumber);
    seen.note("email", email);
    for (const consumer of ["notifications-deliver", "notifications-feedback", "users-erase"]) {
      const { payload, log } = await rig.invoke(consumer, { Records: [{ messageId: "m", body }] });
      expect(payload).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
      expect(log).toContain('"status":500');
    }
  });

  test("every function has told what it did, and what failed", async () => {
    const lines = await expectCleanLogs(cloud);
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const told = new Set(lines.map((line) => line.function));
    expect([...told].sort()).toEqual(
      Functions.map(({ FunctionName }) => `/aws/lambda/${String(FunctionName)}`).sort(),
    );
    expect(lines.filter(({ status }) => status >= 500).length).toBeGreaterThan(30);
  });
});
