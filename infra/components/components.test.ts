import * as aws from "@pulumi/aws";

import { mockProgram, settled } from "../offline/mocks";
import type { Registered } from "../offline/registered";
import { isSecret, only } from "../testing/registered";
import { AlertTopic, LambdaFunction, Secret, SecretsKey, Table } from ".";
import type { Grant } from "../lib/iam";
import { sendSms } from "../lib/messaging-grants";

interface Document {
  Statement: { Sid?: string; Effect: string; Action: string[]; Resource: string[] }[];
}

function document(inputs: Record<string, unknown>, property: string): Document {
  return JSON.parse(inputs[property] as string) as Document;
}

describe.each([{ preview: true }, { preview: false }])("components (preview: $preview)", ({ preview }) => {
  let registered: Registered[];

  beforeEach(async () => {
    registered = await mockProgram({ preview });
  });

  test("a table has its physical name, on-demand billing, encryption, recovery and deletion protection", async () => {
    new Table("users", {
      hashKey: { name: "userId", type: "S" },
      indexes: {
        email: { hashKey: { name: "email", type: "S" } },
        byDate: {
          hashKey: { name: "email", type: "S" },
          rangeKey: { name: "at", type: "N" },
          project: ["name"],
        },
      },
      ttlAttribute: "expiresAt",
    });
    await settled();
    expect(only(registered, "aws:dynamodb/table:Table", "users")).toEqual({
      name: "sjc1990app-users-dev",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "userId",
      attributes: [
        { name: "at", type: "N" },
        { name: "email", type: "S" },
        { name: "userId", type: "S" },
      ],
      globalSecondaryIndexes: [
        {
          name: "email",
          keySchemas: [{ attributeName: "email", keyType: "HASH" }],
          projectionType: "ALL",
        },
        {
          name: "byDate",
          keySchemas: [
            { attributeName: "email", keyType: "HASH" },
            { attributeName: "at", keyType: "RANGE" },
          ],
          projectionType: "INCLUDE",
          nonKeyAttributes: ["name"],
        },
      ],
      ttl: { attributeName: "expiresAt", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: true,
    });
  });

  test("grants on a table name one action on the table or an index, and set its name", async () => {
    const { grants, table: resource } = new Table("pending-approvals", {
      hashKey: { name: "userId", type: "S" },
      indexes: { status: { hashKey: { name: "status", type: "S" } } },
    });
    await settled();
    const table = "arn:aws:dynamodb:us-east-1:123456789012:table/sjc1990app-pending-approvals-dev";
    expect(grants.putItem()).toEqual({
      statements: [{ Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: [table] }],
      environment: { PENDING_APPROVALS_TABLE: "sjc1990app-pending-approvals-dev" },
      resources: [resource],
    });
    expect(grants.query("status").statements[0]?.Resource).toEqual([`${table}/index/status`]);
    expect(() => grants.query("name")).toThrow("the table pending-approvals has no index name");
  });

  test("a secret is a SecureString, and its value is a Pulumi secret", async () => {
    const key = new SecretsKey("secrets", { description: "Secrets" });
    const secret = new Secret("jwt", { value: "s3cret", description: "Keys", key });
    await settled();
    const inputs = only(registered, "aws:ssm/parameter:Parameter", "jwt");
    expect(inputs).toMatchObject({ name: "/sjc1990app/dev/jwt", type: "SecureString" });
    expect(isSecret(inputs["value"])).toBe(true);
    expect(secret.read()).toEqual({
      statements: [
        {
          Effect: "Allow",
          Action: ["ssm:GetParameters"],
          Resource: ["arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app/dev/jwt"],
        },
      ],
      environment: { JWT_PARAMETER: "/sjc1990app/dev/jwt" },
      resources: [expect.any(aws.ssm.Parameter), key.policy],
    });
  });

  test("the secrets key lets functions decrypt parameters of the stage, only through Parameter Store", async () => {
    const key = new SecretsKey("secrets", { description: "Secrets" });
    const secret = (name: string) => new Secret(name, { value: "s3cret", description: "Keys", key });
    const [jwt, adminPhones] = [secret("jwt"), secret("admin-phones")];
    const table = new Table("users", { hashKey: { name: "userId", type: "S" } });
    const reader = (name: string, ...grants: Grant[]) =>
      new LambdaFunction(name, { entry: "health/health", description: "Reads", grants });
    key.allowReaders([
      reader("one", jwt.read(), table.grants.getItem()),
      reader("two", adminPhones.read(), jwt.read()),
      reader("none", table.grants.getItem()),
    ]);
    await settled();
    expect(only(registered, "aws:kms/key:Key", "secrets")).toMatchObject({
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
    const { keyId } = only(registered, "aws:ssm/parameter:Parameter", "jwt");
    expect(keyId).toEqual(preview ? { __pulumiUnknown: true } : "arn:aws:mock:::secrets");
    const { policy } = only(registered, "aws:kms/keyPolicy:KeyPolicy", "secrets-policy");
    const { Statement } = JSON.parse(policy as string) as { Statement: Record<string, unknown>[] };
    const account = "arn:aws:iam::123456789012";
    expect(
      Statement.filter(({ Principal }) => JSON.stringify(Principal) !== `{"AWS":"${account}:root"}`),
    ).toEqual([
      {
        Sid: "Read",
        Effect: "Allow",
        // Also a function that reads no secret: its version that still runs may read one.
        Principal: { AWS: ["none", "one", "two"].map((role) => `${account}:role/sjc1990app-${role}-dev`) },
        Action: ["kms:Decrypt"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:ViaService": "ssm.us-east-1.amazonaws.com",
            "kms:CallerAccount": "123456789012",
          },
          StringLike: {
            "kms:EncryptionContext:PARAMETER_ARN":
              "arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app/dev/*",
          },
        },
      },
    ]);
    // Administrators cannot use the key. Deployments can, through Parameter Store only.
    for (const statement of Statement.slice(0, -1)) {
      const uses = (statement["Action"] as string[]).filter((action) => /crypt|DataKey/.test(action));
      expect(uses.length > 0).toBe("Condition" in statement);
      expect(statement["Action"]).not.toContain("kms:*");
    }
  });

  test("a function has a role, a log group with retention, published versions and the alias live", async () => {
    const table = new Table("users", { hashKey: { name: "userId", type: "S" } });
    const fn = new LambdaFunction("health", {
      entry: "health/health",
      description: "Answers",
      grants: [table.grants.getItem(), table.grants.putItem(), sendSms()],
      environment: { VERSION: "1.2.3" },
    });
    await settled();
    expect(fn.liveArn).toBe("arn:aws:lambda:us-east-1:123456789012:function:sjc1990app-health-dev:live");
    expect(only(registered, "aws:cloudwatch/logGroup:LogGroup", "health-logs")).toMatchObject({
      name: "/aws/lambda/sjc1990app-health-dev",
      retentionInDays: 14,
    });
    expect(only(registered, "aws:lambda/function:Function", "health")).toMatchObject({
      name: "sjc1990app-health-dev",
      handler: "functions/health/health.handler",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      publish: true,
      tracingConfig: { mode: "Active" },
      environment: {
        variables: {
          ...{ STAGE: "dev", USERS_TABLE: "sjc1990app-users-dev", VERSION: "1.2.3" },
          ...{ POWERTOOLS_SERVICE_NAME: "sjc1990app", POWERTOOLS_METRICS_NAMESPACE: "sjc1990app" },
          POWERTOOLS_LOG_LEVEL: "INFO",
        },
      },
    });
    expect(only(registered, "aws:lambda/alias:Alias", "health-live")).toMatchObject({ name: "live" });
    expect(
      document(only(registered, "aws:iam/rolePolicy:RolePolicy", "health-policy"), "policy").Statement,
    ).toEqual([
      { Sid: "NoTopics", Effect: "Deny", Action: ["sns:Publish"], Resource: ["arn:aws:sns:*:*:*"] },
      { Sid: "SendSms", Effect: "Allow", Action: ["sns:Publish"], Resource: ["*"] },
      { Effect: "Allow", Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], Resource: ["*"] },
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
        Resource: ["arn:aws:dynamodb:us-east-1:123456789012:table/sjc1990app-users-dev"],
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [
          "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/sjc1990app-health-dev:log-stream:*",
        ],
      },
    ]);
  });

  test("an alert topic notifies its e-mail addresses", async () => {
    new AlertTopic("alerts", { emails: ["on-call@example.org"] });
    await settled();
    expect(
      only(registered, "aws:sns/topicSubscription:TopicSubscription", "alerts-on-call@example.org"),
    ).toMatchObject({ protocol: "email", endpoint: "on-call@example.org" });
  });
});
