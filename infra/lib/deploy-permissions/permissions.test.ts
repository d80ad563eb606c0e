/** Policies of the deploy and preview roles, evaluated as IAM does. */
import { boundaryStatements, deployStatements, policyDocuments, previewStatements } from ".";
import { policyDocument } from "../iam";
import type { DeployedStage } from "./inventory";
import { POLICY_MAX } from "./policies";
import registered from "./registered.json";
import { permissionTable } from "./table";
import { allows, type Call } from "./testing/evaluate";

const ACCOUNT = "111122223333";
const dev: DeployedStage = {
  stage: "dev",
  region: "us-east-1",
  accountId: ACCOUNT,
  emailFrom: "no-reply@dev.example.org",
  webFirewall: false,
};
const full: DeployedStage = {
  ...dev,
  stage: "staging",
  webFirewall: true,
  domains: { api: "api.example.org", photos: "photos.example.org", hostedZoneId: "Z0123456789ABC" },
};

const deploy = policyDocuments(deployStatements(registered, dev));
const deployFull = policyDocuments(deployStatements(registered, full));
const preview = policyDocuments(previewStatements(registered, dev));

const boundary = `arn:aws:iam::${ACCOUNT}:policy/sjc1990app-boundary-dev`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const regional = (service: string, rest: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`;
const table = (name: string) => regional("dynamodb", `table/sjc1990app-${name}-dev`);
const gateway = (path: string): string => `arn:aws:apigateway:us-east-1::${path}`;
const tagged = (kind: "Resource" | "Request", stage: string) => ({
  [`aws:${kind}Tag/project`]: "sjc1990app",
  [`aws:${kind}Tag/stage`]: stage,
});

const health = role("sjc1990app-health-dev");
const notify = regional("lambda", "function:sjc1990app-alerts-notify-dev:live");
const invokedBy = (principal: string): Call =>
  call("lambda:AddPermission", notify, { "lambda:Principal": principal });
const rows: readonly (readonly [string, boolean, Call])[] = [
  ["lets SNS invoke a function", true, invokedBy("sns.amazonaws.com")],
  ["lets another account invoke a function", false, invokedBy("444455556666")],
  [
    "creates a role with the boundary",
    true,
    call("iam:CreateRole", health, { "iam:PermissionsBoundary": boundary }),
  ],
  ["creates a role without a boundary", false, call("iam:CreateRole", health)],
  [
    "creates a role with another policy as boundary",
    false,
    call("iam:CreateRole", health, {
      "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
  ],
  [
    "creates a role with another stage's boundary",
    false,
    call("iam:CreateRole", health, { "iam:PermissionsBoundary": boundary.replace("-dev", "-staging") }),
  ],
  [
    "gives permissions to a role with the boundary",
    true,
    call("iam:PutRolePolicy", health, { "iam:PermissionsBoundary": boundary }),
  ],
  ["gives permissions to a role without a boundary", false, call("iam:PutRolePolicy", health)],
  [
    "replaces the boundary by a wider one",
    false,
    call("iam:PutRolePermissionsBoundary", health, {
      "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
  ],
  [
    "removes the boundary",
    false,
    call("iam:DeleteRolePermissionsBoundary", health, { "iam:PermissionsBoundary": boundary }),
  ],
  [
    "changes the trust policy of a role without a boundary",
    false,
    call("iam:UpdateAssumeRolePolicy", health),
  ],
  [
    "attaches a policy to a role with the boundary",
    false,
    call("iam:AttachRolePolicy", health, { "iam:PermissionsBoundary": boundary }),
  ],
  [
    "creates another stage's role",
    false,
    call("iam:CreateRole", role("sjc1990app-health-staging"), { "iam:PermissionsBoundary": boundary }),
  ],
  ["gives itself permissions", false, call("iam:PutRolePolicy", role("sjc1990app-deploy-dev"))],
  [
    "passes a role to Lambda",
    true,
    call("iam:PassRole", health, { "iam:PassedToService": "lambda.amazonaws.com" }),
  ],
  [
    "passes a role to EC2",
    false,
    call("iam:PassRole", health, { "iam:PassedToService": "ec2.amazonaws.com" }),
  ],
  [
    "passes its own role to Lambda",
    false,
    call("iam:PassRole", role("sjc1990app-deploy-dev"), { "iam:PassedToService": "lambda.amazonaws.com" }),
  ],
  [
    "creates an API with the stage's tags",
    true,
    call("apigateway:POST", gateway("/restapis"), tagged("Request", "dev")),
  ],
  ["creates an API without tags", false, call("apigateway:POST", gateway("/restapis"))],
  [
    "creates an API with another stage's tags",
    false,
    call("apigateway:POST", gateway("/restapis"), tagged("Request", "staging")),
  ],
  [
    "changes the stage's API",
    true,
    call("apigateway:PUT", gateway("/restapis/abc"), tagged("Resource", "dev")),
  ],
  [
    "changes a part of the stage's API, which inherits its tags",
    true,
    call("apigateway:PATCH", gateway("/restapis/abc/stages/dev"), tagged("Resource", "dev")),
  ],
  [
    "changes another stage's API",
    false,
    call("apigateway:PATCH", gateway("/restapis/abc/stages/staging"), tagged("Resource", "staging")),
  ],
  [
    "reads another stage's API key",
    false,
    call("apigateway:GET", gateway("/apikeys/abc"), tagged("Resource", "staging")),
  ],
  ["changes the account settings of API Gateway", false, call("apigateway:PATCH", gateway("/account"))],
  [
    "takes over another stage's API with a tag",
    false,
    call("apigateway:PUT", gateway("/tags/arn"), {
      ...tagged("Resource", "staging"),
      ...tagged("Request", "dev"),
    }),
  ],
  [
    "deletes the stage's key",
    true,
    call("kms:ScheduleKeyDeletion", regional("kms", "key/1"), tagged("Resource", "dev")),
  ],
  [
    "deletes the state key",
    false,
    call("kms:ScheduleKeyDeletion", regional("kms", "key/1"), tagged("Resource", "account")),
  ],
  ["decrypts with a key that has no tags", false, call("kms:Decrypt", regional("kms", "key/1"))],
  [
    "takes over the state key with a tag",
    false,
    call("kms:TagResource", regional("kms", "key/1"), {
      ...tagged("Resource", "account"),
      ...tagged("Request", "dev"),
    }),
  ],
  [
    "subscribes a function of the stage",
    true,
    call("lambda:CreateEventSourceMapping", "*", {
      "lambda:FunctionArn": regional("lambda", "function:sjc1990app-users-erase-dev:live"),
    }),
  ],
  [
    "subscribes a function of the stage by its name",
    true,
    call("lambda:CreateEventSourceMapping", "*", {
      "lambda:FunctionArn": regional("lambda", "function:sjc1990app-users-erase-dev"),
    }),
  ],
  [
    "creates the role that API Gateway needs in a new account",
    true,
    call(
      "iam:CreateServiceLinkedRole",
      role("aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"),
      { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" },
    ),
  ],
  [
    "creates a service-linked role of another service",
    false,
    call(
      "iam:CreateServiceLinkedRole",
      role("aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"),
      { "iam:AWSServiceName": "organizations.amazonaws.com" },
    ),
  ],
  [
    "subscribes another stage's function",
    false,
    call("lambda:CreateEventSourceMapping", "*", {
      "lambda:FunctionArn": regional("lambda", "function:sjc1990app-users-erase-staging:live"),
    }),
  ],
  ["creates a table", true, call("dynamodb:CreateTable", table("users"))],
  [
    "creates a table that the program does not have",
    false,
    call("dynamodb:CreateTable", regional("dynamodb", "table/x")),
  ],
  ["reads a table", false, call("dynamodb:GetItem", table("sessions"))],
  ["reads a migrated table", true, call("dynamodb:GetItem", table("users"))],
  ["reads a photo", false, call("s3:GetObject", `arn:aws:s3:::sjc1990app-photos-dev-${ACCOUNT}/profiles/1`)],
  ["deletes a photo", false, call("s3:DeleteObject", `arn:aws:s3:::sjc1990app-photos-dev-${ACCOUNT}/x`)],
  ["sends a text message", false, call("sns:Publish", "*")],
  ["raises the spending limit of text messages", false, call("sns:SetSMSAttributes", "*")],
  [
    "creates a web ACL that the stage does not have",
    false,
    call("wafv2:CreateWebACL", regional("wafv2", "regional/webacl/sjc1990app-api-dev/1")),
  ],
  ["assumes another role", false, call("sts:AssumeRole", role("sjc1990app-deploy-staging"))],
];

function call(action: string, resource: string, context: Call["context"] = {}): Call {
  return { action, resource, context };
}

test.each(rows)("the deploy role %s: %s", (_, expected, judged) => {
  expect(allows(deploy, judged)).toBe(expected);
});

test.each([
  ["a record of its own", true, "api.example.org"],
  ["a validation record of its own name", true, "_abc.photos.example.org"],
  ["a key of its e-mail", true, "abc._domainkey.dev.example.org"],
  ["a key of another domain's e-mail", false, "abc._domainkey.example.org"],
  ["another record of the zone", false, "example.org"],
  ["another stage's record", false, "api.dev.example.org"],
])("the deploy role of a stage with domain names changes %s: %s", (_, expected, name) => {
  const context = { "route53:ChangeResourceRecordSetsNormalizedRecordNames": [name] };
  const change = call(
    "route53:ChangeResourceRecordSets",
    "arn:aws:route53:::hostedzone/Z0123456789ABC",
    context,
  );
  expect(allows(deployFull, change)).toBe(expected);
  expect(allows(deploy, change)).toBe(false);
});

test("the preview role can only read", () => {
  const readOnly = /^\w+:(?:Describe|Get|List|Lookup|View)\w*$/;
  // A preview compares secret parameters, too. An escalation counts errors in logs.
  const read = ["apigateway:GET", "kms:Decrypt", "logs:FilterLogEvents", "dynamodb:Query"];
  const actions = preview.flatMap((document) =>
    (JSON.parse(document) as { Statement: { Action: string[] }[] }).Statement.flatMap(({ Action }) => Action),
  );
  expect(actions.length).toBeGreaterThan(20);
  expect(actions.filter((action) => !readOnly.test(action) && !read.includes(action))).toEqual([]);
});

test.each([dev, full])("policies fit into the quotas of IAM: $stage", (stage) => {
  for (const statements of [deployStatements(registered, stage), previewStatements(registered, stage)]) {
    const documents = policyDocuments(statements);
    expect(documents.length).toBeLessThanOrEqual(10);
    for (const document of documents) expect(document.length).toBeLessThanOrEqual(POLICY_MAX);
    // All statements are still there.
    for (const { Action, Resource, Condition } of statements) {
      const context = Object.fromEntries(
        Object.values(Condition ?? {}).flatMap((keys) =>
          Object.entries(keys).map(([key, value]) => [key, [value].flat()[0] ?? ""]),
        ),
      );
      for (const action of Action)
        for (const resource of Resource) expect(allows(documents, { action, resource, context })).toBe(true);
    }
  }
  const limit = policyDocument(boundaryStatements(registered.roleActions, stage));
  expect(limit.length).toBeLessThanOrEqual(POLICY_MAX);
});

test("more policies than the quota are refused", () => {
  const Resource = Array.from({ length: 2000 }, (_, index) => regional("sqs", `queue-${String(index)}`));
  expect(() => policyDocuments([{ Effect: "Allow", Action: ["sqs:DeleteQueue"], Resource }])).toThrow(
    /a role would need \d+ policies; its quota is 10/,
  );
});

test("no action of a deployment has a wildcard", () => {
  for (const { rules } of Object.values(permissionTable))
    for (const { read = [], write = [] } of rules)
      expect([...read, ...write].filter((action) => /[*?]/.test(action))).toEqual([]);
});
