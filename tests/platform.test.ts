import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  CreateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { APIGatewayClient, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

import type { Cloud } from "../local/cloud";
import {
  call,
  clientConfig,
  edit,
  openTestCloud,
  previewSteps,
  removeTestCloud,
  sentCodes,
  up,
  type Answer,
} from "./support";

jest.setTimeout(180_000);

/** The life of a stack, told in order: each test stands on the ones before it. */
describe("the platform on the local cloud", () => {
  let cloud: Cloud;
  let apiUrl: string;

  beforeAll(async () => {
    cloud = await openTestCloud();
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  const post = (path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> =>
    call(`${apiUrl}${path}`, "POST", body, headers);

  test("a preview on a clean cloud makes all and changes nothing", async () => {
    const steps = await previewSteps(cloud);
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(["create"]));
    expect(steps.length).toBeGreaterThan(40);
    const { TableNames } = await new DynamoDBClient(clientConfig(cloud)).send(new ListTablesCommand({}));
    expect(TableNames).toEqual([]);
  });

  test("up makes the platform, and tells where it is", async () => {
    await up(cloud);
    const outputs = await cloud.outputs();
    expect(outputs).toMatchObject({
      stage: "local",
      region: "us-east-1",
      tables: { users: "sjc1990app-users-local" },
      functions: { authRegister: "sjc1990app-auth-register-local" },
    });
    apiUrl = String(outputs["apiUrl"]);
  });

  test("the API is well", async () => {
    const answer = await call(`${apiUrl}/health`, "GET");
    expect(answer).toMatchObject({ status: 200, body: { status: "ok", stage: "local" } });
  });

  test("who registers gets a code by SMS, and tokens for it, once", async () => {
    const phoneNumber = "+852 9123-4567";
    expect(await post("/auth/register", { phoneNumber, name: "陳大文" })).toMatchObject({
      status: 200,
      body: { expiresIn: 300 },
    });
    const [code] = await sentCodes(cloud, "+85291234567");
    expect(code).toMatch(/^\d{6}$/);

    const verified = await post("/auth/verify", { phoneNumber, code });
    expect(verified).toMatchObject({
      status: 200,
      body: {
        expiresIn: 900,
        user: { fullName: "陳大文", phoneNumber: "+85291234567", status: "pending", role: "user" },
      },
    });
    const [header = "", payload = ""] = String(verified.body["accessToken"]).split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({
      alg: "HS256",
      kid: "local1",
    });
    expect(Buffer.from(payload, "base64url").toString()).not.toContain("91234567");

    expect(await post("/auth/verify", { phoneNumber, code })).toMatchObject({
      status: 401,
      body: { error: "UNAUTHORIZED" },
    });
  });

  test("the same number is the same user, by the mobile client's calls too", async () => {
    const phoneNumber = "+85291234567";
    await post("/auth/register", { phoneNumber, fullName: "Another Name" });
    const codes = await sentCodes(cloud, phoneNumber);
    const answer = await post("/auth/verify-sms", { phoneNumber, code: codes.at(-1) });
    expect(answer).toMatchObject({ status: 200, body: { user: { fullName: "陳大文" } } });
  });

  test("the first sign-in of an admin's number makes an approved admin", async () => {
    const phoneNumber = "+85290000001";
    await post("/auth/register", { phoneNumber, name: "First Admin" });
    const [code] = await sentCodes(cloud, phoneNumber);
    expect(await post("/auth/verify", { phoneNumber, code })).toMatchObject({
      status: 200,
      body: { user: { status: "approved", role: "admin" } },
    });
  });

  test("of parallel tries with the right code one wins", async () => {
    const phoneNumber = "+85292222222";
    await post("/auth/register", { phoneNumber, name: "Race" });
    const [code] = await sentCodes(cloud, phoneNumber);
    const answers = await Promise.all([1, 2, 3, 4].map(() => post("/auth/verify", { phoneNumber, code })));
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
  });

  test("after three wrong tries the right code is refused, and so is a new one, for the hour", async () => {
    const phoneNumber = "+85293333333";
    await post("/auth/register", { phoneNumber, name: "Guesser" });
    const [code = ""] = await sentCodes(cloud, phoneNumber);
    const wrong = code === "000000" ? "000001" : "000000";
    for (let i = 0; i < 3; i++) {
      expect((await post("/auth/verify", { phoneNumber, code: wrong })).status).toBe(401);
    }
    const refused = await post("/auth/verify", { phoneNumber, code });
    expect(refused).toMatchObject({ status: 429, body: { error: "TOO_MANY_REQUESTS" } });
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3500);
    expect(wait).toBeLessThanOrEqual(3600);
  });

  test("the sixth registration of one address within an hour is refused", async () => {
    // This address has registered five times above.
    const refused = await post("/auth/register", { phoneNumber: "+85295555555", name: "Sixth" });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3000);
    expect(await sentCodes(cloud, "+85295555555")).toEqual([]);
  });

  test.each([
    ["malformed JSON", "/auth/register", "{", 400, "BAD_REQUEST"],
    ["no object", "/auth/register", [], 400, "BAD_REQUEST"],
    [
      "an unknown field",
      "/auth/register",
      { phoneNumber: "+85291234567", name: "Ab", role: "admin" },
      400,
      "BAD_REQUEST",
    ],
    ["no phone number", "/auth/register", { name: "Ab" }, 400, "BAD_REQUEST"],
    ["a local number", "/auth/register", { phoneNumber: "91234567", name: "Ab" }, 400, "BAD_REQUEST"],
    [
      "a code of letters",
      "/auth/verify",
      { phoneNumber: "+85291234567", code: "abcdef" },
      400,
      "BAD_REQUEST",
    ],
    ["a route that is not there", "/auth/nothing", {}, 404, "NOT_FOUND"],
  ])("%s gives an error in the shared shape", async (_what, path, body, status, error) => {
    const answer = await post(path, body, { origin: "http://localhost:3000" });
    expect(answer).toMatchObject({
      status,
      body: { error, message: expect.any(String) as string, requestId: expect.any(String) as string },
    });
    if (status === 400) {
      expect(answer.body["details"]).toEqual([
        { field: expect.stringMatching(/./) as string, problem: expect.stringMatching(/./) as string },
      ]);
    }
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
  });

  test("a browser's preflight is answered", async () => {
    const answer = await call(`${apiUrl}/auth/register`, "OPTIONS", undefined, {
      origin: "http://localhost:3000",
      "access-control-request-method": "POST",
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
  });

  test("a second preview changes nothing", async () => {
    expect(await previewSteps(cloud)).toEqual([]);
  });

  test("a changed handler changes its function and what points at it, nothing else", async () => {
    edit(cloud.projectDir, "functions/health/health.ts", /$/, "\nexport const changed = true;\n");
    const steps = await previewSteps(cloud);
    expect(steps.map(({ op, urn }) => `${op} ${urn.split("::").slice(-1).join("")}`).sort()).toEqual([
      "update health",
      "update health-live",
    ]);
    await up(cloud);
    const lambda = new LambdaClient(clientConfig(cloud));
    const live = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "sjc1990app-health-local", Qualifier: "live" }),
    );
    expect(live.Version).toBe("2");
    expect((await call(`${apiUrl}/health`, "GET")).status).toBe(200);
  });

  test("what was changed behind Pulumi's back is shown by refresh and repaired by up", async () => {
    const lambda = new LambdaClient(clientConfig(cloud));
    const cloudWatch = new CloudWatchClient(clientConfig(cloud));
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "sjc1990app-health-local", MemorySize: 128 }),
    );
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["sjc1990app-api-server-errors-local"] }));

    const shown = await cloud.pulumiOk(["refresh", "--preview-only", "--diff"]);
    expect(shown).toContain("memorySize");
    expect(shown).toContain("sjc1990app-api-server-errors-local");
    await cloud.pulumiOk(["refresh", "--yes", "--skip-preview"]);
    expect((await previewSteps(cloud)).map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`)).toEqual(
      expect.arrayContaining(["update health", "create api-server-errors"]),
    );
    await up(cloud);
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toHaveLength(1);
    const fixed = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "sjc1990app-health-local" }),
    );
    expect(fixed.MemorySize).toBe(256);
    expect(await previewSteps(cloud)).toEqual([]);
  });

  test("a wildcard in a grant is refused by preview, with resource, statement and remedy", async () => {
    const original = 'entry: "health/health",\n  description: "Says that the API answers",\n  grants: [';
    const bad = `${original}{ statements: [{ Sid: "TooMuch", Effect: "Allow", Action: ["dynamodb:*"], Resource: ["*"] }], environment: {} }`;
    edit(cloud.projectDir, "infra/index.ts", original, bad);
    const { code, stdout, stderr } = await cloud.pulumi(["preview", "--policy-pack", "policies"], "capture");
    edit(cloud.projectDir, "infra/index.ts", bad, original);
    expect(code).not.toBe(0);
    const said = stdout + stderr;
    expect(said).toContain("iam-no-wildcard");
    expect(said).toContain("health-policy");
    expect(said).toContain("TooMuch");
    expect(said).toContain("docs/policies.md#iam-no-wildcard");
  });

  test("a table that exists can be imported", async () => {
    const dynamoDb = new DynamoDBClient(clientConfig(cloud));
    await dynamoDb.send(
      new CreateTableCommand({
        TableName: "already-there",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
    await cloud.pulumiOk([
      "import",
      "aws:dynamodb/table:Table",
      "imported",
      "already-there",
      "--yes",
      "--generate-code=false",
      "--protect=false",
    ]);
    const state = await cloud.pulumiOk(["stack", "export"]);
    expect(state).toContain('"already-there"');
    // The program does not have it, so the next up would remove it: that is shown, and not done here.
    expect((await previewSteps(cloud)).map(({ op }) => op)).toEqual(["delete"]);
  });

  test("destroy leaves nothing", async () => {
    await cloud.pulumiOk(["destroy", "--yes", "--skip-preview"]);
    const config = clientConfig(cloud);
    const left = {
      tables: (await new DynamoDBClient(config).send(new ListTablesCommand({}))).TableNames,
      functions: (await new LambdaClient(config).send(new ListFunctionsCommand({}))).Functions,
      apis: (await new APIGatewayClient(config).send(new GetRestApisCommand({}))).items ?? [],
      roles: (await new IAMClient(config).send(new ListRolesCommand({}))).Roles?.filter(
        ({ RoleName }) => RoleName?.startsWith("sjc1990app") === true,
      ),
      parameters: (await new SSMClient(config).send(new DescribeParametersCommand({}))).Parameters,
      topics: (await new SNSClient(config).send(new ListTopicsCommand({}))).Topics ?? [],
      alarms: (await new CloudWatchClient(config).send(new DescribeAlarmsCommand({}))).MetricAlarms,
      logs: (await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}))).logGroups,
    };
    expect(left).toEqual({
      tables: [],
      functions: [],
      apis: [],
      roles: [],
      parameters: [],
      topics: [],
      alarms: [],
      logs: [],
    });
    await expect(
      new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: "already-there" })),
    ).rejects.toThrow();
  });
});
