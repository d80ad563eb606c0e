/**
 * Least privilege on a deployed stage, with IAM enforced: each function works with the policy that the program gave
 * it, and fails once any one action on any one resource is taken out of that policy.
 *
 * Not covered, since the local cloud does not enforce it: what Lambda itself does with a function's role (logs, traces,
 * reading queues and streams, dead letters of a stream), and the condition on the sender of e-mail: the local cloud does
 * not know `ses:FromAddress`, so a permission with that condition never holds there. infra/grants.test.ts pins these.
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
import { UnexpectedAnswer } from "../../functions/shared/api-client";
import { expectCleanLogs, writtenMetrics } from "../testing/logs";
import { seen } from "../testing/private-data";
import { rolePolicy } from "../testing/role-policy";
import { place, Stage } from "../testing/stage";
import { openPlatform, removeTestCloud } from "../testing/support";

let cloud: Cloud;
let stage: Stage;
let iam: IAMClient;
let lambda: LambdaClient;
let restarts = 0;

beforeAll(async () => {
  cloud = await openPlatform();
  stage = await Stage.open(cloud);
  iam = new IAMClient(stage.config);
  lambda = new LambdaClient(stage.config);
  // Verifying the sender is the owner's task on AWS too: the program creates no identity.
  await new SESClient(stage.config).send(
    new VerifyEmailIdentityCommand({ EmailAddress: "no-reply@example.org" }),
  );
  // Only the flows read the messages that they send, but for codes: without them nobody signs in.
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID, EventSourceArn } of EventSourceMappings) {
    if (EventSourceArn?.endsWith(physicalName("codes", place)) !== true)
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
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(await rolePolicy(iam, RoleName)));
  return decodeURIComponent(PolicyDocument);
}

/** The policy without the one condition that the local cloud does not know. */
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
  await iam.send(new PutRolePolicyCommand({ ...(await rolePolicy(iam, RoleName)), PolicyDocument }));
}

/** A policy without one permission. */
function without(document: string, left: Permission): string {
  const policy = JSON.parse(document) as { Statement: Statement[] };
  // One statement for each permission, without the Sid, which must be unique.
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

/** Makes the next call start in a new container: a warm one has cached its parameters. */
async function restart(FunctionName: string): Promise<void> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, RESTARTS: String(++restarts) };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
}

/** Failures outside the function: S3 refuses the form; a photo appears to be missing, or is not moved. */
const soft: Record<string, RegExp> = {
  "users/request-photo-upload": /the upload answered 403/,
  "users/complete-photo-upload": /answered 404|were not moved/,
  "users/export-photos": /the link to a photo answered 403/,
};

async function run(entry: string): Promise<unknown> {
  try {
    await flows[entry]?.(stage);
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

  test("works with its policy", async () => {
    expect(flows).toHaveProperty([entry]);
    expect(await run(entry)).toBeUndefined();
  });

  test.each(permissions.map((permission) => [permission]))("fails without %s", async (left) => {
    const reduced = without(document, left);
    expect(reduced).not.toBe(without(document, "no such"));
    await setPolicy(role, reduced);
    if (left.startsWith("ssm:")) await restart(role);
    try {
      const error = await run(entry);
      expect(error).toBeInstanceOf(Error);
      const told = error as Error;
      if (told instanceof UnexpectedAnswer && soft[entry] === undefined) expect(told.status).toBe(500);
      if (soft[entry] !== undefined && !(told instanceof UnexpectedAnswer && told.status === 500)) {
        expect(told.message).toMatch(soft[entry]);
      }
    } finally {
      await setPolicy(role, document);
    }
  });

  test("works with its policy again", async () => {
    expect(await run(entry)).toBeUndefined();
  });
});

describe("the logs hold nothing private of all this", () => {
  const phoneNumber = "+85251999999";
  const email = "malformed@example.org";

  test.each([
    ["not JSON", `{"phoneNumber":"${phoneNumber}","email":"${email}"`],
    ["of another schema", JSON.stringify({ phoneNumber, email, kind: phoneNumber, source: email })],
  ])("a message that is %s fails, and is not logged", async (_what, body) => {
    seen.note("phone", phoneNumber);
    seen.note("email", email);
    for (const consumer of [
      "auth-send-code",
      "notifications-deliver",
      "notifications-feedback",
      "users-erase",
    ]) {
      const { payload, log } = await stage.invoke(consumer, { Records: [{ messageId: "m", body }] });
      expect(payload).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
      expect(log).toContain('"status":500');
    }
  });

  test("every function has logged what it did and what failed", async () => {
    const lines = await expectCleanLogs(cloud);
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const told = new Set(lines.map((line) => line.function));
    expect([...told].sort()).toEqual(
      Functions.map(({ FunctionName }) => `/aws/lambda/${String(FunctionName)}`).sort(),
    );
    const failed = lines.filter(({ status }) => status >= 500);
    expect(failed.length).toBeGreaterThan(30);
    const metrics = await writtenMetrics(cloud);
    const failures = metrics.filter(({ name }) => name === "Failures");
    const ofStage = failures.filter(({ dimensions }) => dimensions["function_name"] === undefined);
    expect(ofStage.reduce((sum, { value }) => sum + value, 0)).toBe(failed.length);
    const functions = failures.flatMap(({ dimensions }) => dimensions["function_name"] ?? []);
    expect(new Set(functions.map((name) => `/aws/lambda/${name}`))).toEqual(
      new Set(failed.map((line) => line.function)),
    );
    // A denied call of SNS or SES is a message that was not sent.
    const unsent = metrics
      .filter(({ name }) => name === "MessagesFailed")
      .map(({ dimensions }) => dimensions);
    for (const channel of ["sms", "email"])
      expect(unsent).toContainEqual(expect.objectContaining({ channel, reason: "error" }));
    expect(metrics.map(({ name }) => name)).toContain("Uploads");
  });
});
