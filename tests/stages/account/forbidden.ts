import { StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { DeleteTableCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { DeleteFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetParameterCommand } from "@aws-sdk/client-ssm";

import type { Clients } from "../../../local/provider/clients/connect";
import { ACCOUNT, STATE_BUCKET, type Account } from "./rig";

/** A policy that allows everything. */
export const anything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
/** A trust policy for the whole account. */
export const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: ACCOUNT } }],
});
export const boundaryArn = `arn:aws:iam::${ACCOUNT}:policy/sjc1990app-boundary-local`;
export const health = { RoleName: "sjc1990app-health-local" };

/** What the deploy role of the stage `local` must not be able to do: in words, and as a call. */
export const forbidden: readonly (readonly [
  string,
  (clients: Clients, account: Account) => Promise<unknown>,
])[] = [
  [
    "attach AdministratorAccess to one of its roles",
    async ({ iam }) =>
      iam().send(
        new AttachRolePolicyCommand({
          ...health,
          PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      ),
  ],
  [
    "remove the permissions boundary of one of its roles",
    async ({ iam }) => iam().send(new DeleteRolePermissionsBoundaryCommand(health)),
  ],
  [
    "widen the permissions boundary",
    async ({ iam }) =>
      iam().send(
        new CreatePolicyVersionCommand({
          PolicyArn: boundaryArn,
          PolicyDocument: anything,
          SetAsDefault: true,
        }),
      ),
  ],
  [
    "give itself permissions",
    async ({ iam }) =>
      iam().send(
        new PutRolePolicyCommand({
          RoleName: "sjc1990app-deploy-local",
          PolicyName: "x",
          PolicyDocument: anything,
        }),
      ),
  ],
  [
    "change its own trust policy",
    async ({ iam }) =>
      iam().send(
        new UpdateAssumeRolePolicyCommand({ RoleName: "sjc1990app-deploy-local", PolicyDocument: trust }),
      ),
  ],
  [
    "create a role that the program does not have",
    async ({ iam }) =>
      iam().send(
        new CreateRoleCommand({
          RoleName: "sjc1990app-spare-local",
          AssumeRolePolicyDocument: trust,
          PermissionsBoundary: boundaryArn,
        }),
      ),
  ],
  [
    "create a role of another stage",
    async ({ iam }) =>
      iam().send(
        new CreateRoleCommand({ RoleName: "sjc1990app-health-other", AssumeRolePolicyDocument: trust }),
      ),
  ],
  ["create a user", async ({ iam }) => iam().send(new CreateUserCommand({ UserName: "somebody" }))],
  [
    "read sessions of users",
    async ({ dynamoDb }) => dynamoDb().send(new ScanCommand({ TableName: "sjc1990app-sessions-local" })),
  ],
  [
    "read another stage's data",
    async ({ dynamoDb }) => dynamoDb().send(new ScanCommand({ TableName: "sjc1990app-users-other" })),
  ],
  [
    "delete another stage's table",
    async ({ dynamoDb }) => dynamoDb().send(new DeleteTableCommand({ TableName: "sjc1990app-users-other" })),
  ],
  [
    "delete another stage's function",
    async ({ lambda }) =>
      lambda().send(new DeleteFunctionCommand({ FunctionName: "sjc1990app-health-other" })),
  ],
  [
    "invoke a function",
    async ({ lambda }) => lambda().send(new InvokeCommand({ FunctionName: "sjc1990app-health-local" })),
  ],
  [
    "read another stage's secret",
    async ({ ssm }) => ssm().send(new GetParameterCommand({ Name: "/sjc1990app/other/jwt" })),
  ],
  ["delete the state bucket", async ({ s3 }) => s3().send(new DeleteBucketCommand({ Bucket: STATE_BUCKET }))],
  [
    "read another stage's state",
    async ({ s3 }) =>
      s3().send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key: ".pulumi/stacks/sjc1990app/other.json" })),
  ],
  [
    "write another stage's state",
    async ({ s3 }) =>
      s3().send(
        new PutObjectCommand({
          Bucket: STATE_BUCKET,
          Key: ".pulumi/stacks/sjc1990app/other.json",
          Body: "{}",
        }),
      ),
  ],
  [
    "delete the state key",
    async ({ kms }, account) =>
      kms().send(new ScheduleKeyDeletionCommand({ KeyId: await account.stateKey() })),
  ],
  [
    "stop the trail",
    async ({ cloudTrail }) => cloudTrail().send(new StopLoggingCommand({ Name: "sjc1990app" })),
  ],
];
