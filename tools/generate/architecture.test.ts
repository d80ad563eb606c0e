import { renderArchitecture } from "./architecture";

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

const lambda = (name: string) => ({
  type: "aws:lambda/function:Function",
  name,
  inputs: { name: `sjc1990app-${name}-dev`, description: `Describes ${name}` },
});

const role = (name: string, statements: readonly [action: string, resource: string][]) => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name: `${name}-policy`,
  inputs: {
    role: `sjc1990app-${name}-dev`,
    policy: JSON.stringify({
      Statement: statements.map(([Action, Resource]) => ({
        Effect: "Allow",
        Action: [Action],
        Resource: [Resource],
      })),
    }),
  },
});

test("arrows and the table show what a function may read and write, without logs and traces", () => {
  const document = renderArchitecture(
    [
      lambda("auth-verify"),
      role("auth-verify", [
        ["dynamodb:GetItem", arn("dynamodb", "table/sjc1990app-users-dev")],
        ["dynamodb:PutItem", arn("dynamodb", "table/sjc1990app-users-dev")],
        ["dynamodb:Query", arn("dynamodb", "table/sjc1990app-codes-dev/index/phone")],
        ["ssm:GetParameter", arn("ssm", "parameter/sjc1990app/dev/jwt")],
        ["logs:PutLogEvents", arn("logs", "log-group:/aws/lambda/sjc1990app-auth-verify-dev:log-stream:*")],
      ]),
    ],
    "dev",
  );
  expect(document).toContain("auth -->|reads, writes| table_users");
  expect(document).toContain("auth -->|reads| table_codes");
  expect(document).toContain(
    "| `auth-verify` | Describes auth-verify | jwt: GetParameter<br/>codes: Query<br/>users: GetItem, PutItem |",
  );
});

test("queues and schedules that invoke a function are event sources", () => {
  const document = renderArchitecture(
    [
      lambda("users-erase"),
      role("users-erase", [["sqs:ReceiveMessage", arn("sqs", "sjc1990app-erasure-dev")]]),
      {
        type: "aws:iam/role:Role",
        name: "nightly",
        inputs: {
          name: "sjc1990app-nightly-dev",
          assumeRolePolicy: '{"Principal":{"Service":"scheduler.amazonaws.com"}}',
        },
      },
      role("nightly", [["lambda:InvokeFunction", arn("lambda", "function:sjc1990app-users-erase-dev:live")]]),
    ],
    "dev",
  );
  expect(document).toContain("queue_erasure -.->|users-erase| users");
  expect(document).toContain("scheduler -.->|users-erase| users");
});

test("a service without a shape in the diagram is an error, so that a new one is not left out", () => {
  const grant = role("health", [["kinesis:PutRecord", arn("kinesis", "stream/clicks")]]);
  expect(() => renderArchitecture([lambda("health"), grant], "dev")).toThrow('add the service "kinesis"');
});
