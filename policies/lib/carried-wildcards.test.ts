import { analyze, ids } from "../testing/analyze";
import { iamNoWildcard } from "../rules/iam-no-wildcard";

const table = "arn:aws:dynamodb:us-east-1:123456789012:table/users";
const good = { Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table }] };
const bad = { Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: table }] };

test.each<[string, Record<string, unknown>, string[]]>([
  [
    "iam/role:Role",
    { assumeRolePolicy: { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" } } },
    ["Principal::*"],
  ],
  [
    "iam/role:Role",
    {
      inlinePolicies: [
        { name: "a", policy: JSON.stringify(good) },
        { name: "b", policy: JSON.stringify(bad) },
      ],
    },
    ["Action::dynamodb:*"],
  ],
  [
    "iam/role:Role",
    { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    ["ManagedPolicy::AdministratorAccess"],
  ],
  [
    "iam/rolePolicyAttachment:RolePolicyAttachment",
    { policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
    ["ManagedPolicy::AWSLambdaBasicExecutionRole"],
  ],
  [
    "iam/rolePolicyAttachment:RolePolicyAttachment",
    { policyArn: "arn:aws-cn:iam::aws:policy/job-function/SystemAdministrator" },
    ["ManagedPolicy::SystemAdministrator"],
  ],
  [
    "iam/rolePolicyAttachment:RolePolicyAttachment",
    { policyArn: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess" },
    [],
  ],
  [
    "iam/rolePolicyAttachment:RolePolicyAttachment",
    { policyArn: "arn:aws:iam::123456789012:policy/own" },
    [],
  ],
  ["iam/userPolicy:UserPolicy", { policy: JSON.stringify(bad) }, ["Action::dynamodb:*"]],
  ["iam/groupPolicy:GroupPolicy", { policy: JSON.stringify(bad) }, ["Action::dynamodb:*"]],
  [
    "s3/bucketPolicy:BucketPolicy",
    {
      policy: {
        Statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a" },
      },
    },
    ["Principal::*"],
  ],
  ["sns/topic:Topic", { policy: JSON.stringify(bad) }, ["Action::dynamodb:*"]],
  ["sqs/queuePolicy:QueuePolicy", { policy: JSON.stringify(bad) }, ["Action::dynamodb:*"]],
  [
    "kms/key:Key",
    {
      policy: {
        Statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:Decrypt",
          Resource: "*",
        },
      },
    },
    [],
  ],
  ["lambda/permission:Permission", { action: "lambda:InvokeFunction", principal: "sns.amazonaws.com" }, []],
  [
    "lambda/permission:Permission",
    { action: "lambda:*", principal: "*" },
    ["Action::lambda:*", "Principal::*"],
  ],
  [
    "lambda/permission:Permission",
    { action: "lambda:InvokeFunction", principal: "*", principalOrgId: "o-aa111bb222" },
    [],
  ],
  [
    "lambda/permission:Permission",
    { action: "lambda:InvokeFunction", principal: "*", principalOrgId: "" },
    ["Principal::*"],
  ],
  [
    "lambda/layerVersionPermission:LayerVersionPermission",
    { action: "lambda:GetLayerVersion", principal: "*", organizationId: "o-aa111bb222" },
    [],
  ],
  [
    "lambda/layerVersionPermission:LayerVersionPermission",
    { action: "lambda:GetLayerVersion", principal: "*" },
    ["Principal::*"],
  ],
  [
    "cloudwatch/eventPermission:EventPermission",
    {
      ...{ action: "events:PutEvents", principal: "*", statementId: "a" },
      condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-aa111bb222" },
    },
    [],
  ],
  [
    "cloudwatch/eventPermission:EventPermission",
    {
      ...{ action: "events:PutEvents", principal: "*", statementId: "a" },
      condition: { key: "aws:PrincipalOrgID", type: "StringNotEquals", value: "o-aa111bb222" },
    },
    ["Principal::*"],
  ],
  [
    "s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy",
    { details: { name: "m", policy: JSON.stringify(bad) } },
    ["Action::dynamodb:*"],
  ],
  [
    "fsx/s3AccessPointAttachment:S3AccessPointAttachment",
    { s3AccessPoint: { policy: JSON.stringify(bad) } },
    ["Action::dynamodb:*"],
  ],
  [
    "quicksight/iamPolicyAssignment:IamPolicyAssignment",
    { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    ["ManagedPolicy::AdministratorAccess"],
  ],
  [
    "budgets/budgetAction:BudgetAction",
    { definition: { iamActionDefinition: { policyArn: "arn:aws:iam::aws:policy/PowerUserAccess" } } },
    ["ManagedPolicy::PowerUserAccess"],
  ],
  [
    "budgets/budgetAction:BudgetAction",
    { definition: { iamActionDefinition: { policyArn: "arn:aws:iam::aws:policy/AWSDenyAll" } } },
    [],
  ],
  [
    "ec2/vpcEndpointService:VpcEndpointService",
    { allowedPrincipals: ["arn:aws:iam::123456789012:root", "*"] },
    ["Principal::*"],
  ],
  ["ec2/vpcEndpointService:VpcEndpointService", { acceptanceRequired: true }, []],
  [
    "ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple",
    { principalArn: "*" },
    ["Principal::*"],
  ],
  [
    "sqs/queuePolicy:QueuePolicy",
    {
      policy: {
        Statement: {
          ...{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" } },
          ...{ Action: "sqs:SendMessage", Resource: "*" },
        },
      },
    },
    [],
  ],
  [
    "acmpca/permission:Permission",
    { actions: ["acm-pca:*"], principal: "acm.amazonaws.com" },
    ["Action::acm-pca:*"],
  ],
  ["apigateway/restApi:RestApi", { body: JSON.stringify({ openapi: "3.0.1", paths: {} }) }, []],
  [
    "apigateway/restApi:RestApi",
    {
      body: JSON.stringify({
        "x-amazon-apigateway-policy": {
          Statement: {
            Effect: "Allow",
            Principal: "*",
            Action: "execute-api:Invoke",
            Resource: "execute-api:/*",
          },
        },
      }),
    },
    ["Principal::*"],
  ],
  [
    "apigateway/restApi:RestApi",
    {
      body:
        '{"x-amazon-apigateway-p\\u006flicy":{"Statement":{"Effect":"Allow","Principal":"*",' +
        '"Action":"execute-api:Invoke","Resource":"execute-api:/*"}}}',
    },
    ["Principal::*"],
  ],
  [
    "apigateway/restApi:RestApi",
    { body: 'openapi: 3.0.1\n"x-amazon-apigateway-p\\u006flicy": {}\n' },
    ["Unreadable::body.x-amazon-apigateway-policy"],
  ],
  [
    "apigateway/restApi:RestApi",
    { body: "openapi: 3.0.1\nx-amazon-apigateway-policy:\n  Statement: []\n" },
    ["Unreadable::body.x-amazon-apigateway-policy"],
  ],
  ["dynamodb/table:Table", { policy: JSON.stringify(bad) }, []],
  ["sqs/queue:Queue", { name: "q" }, []],
  ["sqs/queue:Queue", { policy: "" }, []],
])("%s %j", (type, props, expected) => {
  const found = analyze([iamNoWildcard], { type: `aws:${type}`, name: "thing", props });
  expect(ids(found)).toEqual(expected);
});
