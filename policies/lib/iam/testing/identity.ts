import { allow, type Case } from "./case";

const account = "123456789012";

/** Identity-based policies, as in AWS guides and public repositories. */
export const identity: Case[] = [
  // Whole services, as in many tutorials.
  ...["ec2:*", "lambda:*", "sns:*", "ssm:*", "cloudwatch:*", "iam:*", "sts:*", "kms:*"].map(
    (action): Case => ({
      name: `${action} on everything`,
      document: allow({ Action: action, Resource: "*" }),
      findings: [`Action::${action}`, `Resource::* (${action})`],
    }),
  ),
  {
    name: "reading EC2, as the read-only examples do",
    document: allow({ Action: ["ec2:Describe*", "ec2:Get*"], Resource: "*" }),
    findings: ["Action::ec2:Describe*", "Action::ec2:Get*", "Resource::* (ec2:Describe*, ec2:Get*)"],
  },
  // AWS defines these actions without resource types.
  ...[
    "ec2:DescribeInstances",
    "ecr:GetAuthorizationToken",
    "s3:ListAllMyBuckets",
    "logs:DescribeLogGroups",
    "dynamodb:ListStreams",
    "ec2:describevpcs",
    ["ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "sts:GetCallerIdentity"],
  ].map((action): Case => ({
    name: `${action.toString()}, which has no resources`,
    document: allow({ Action: action, Resource: "*" }),
    findings: [],
  })),
  ...[
    "ec2:TerminateInstances",
    "s3:ListBucket",
    "logs:CreateLogGroup",
    "no-service:Act",
    "../s3:GetObject",
    "s3:toString",
  ].map((action): Case => ({
    name: `${action}, which has resources or does not exist`,
    document: allow({ Action: action, Resource: "*" }),
    findings: [`Resource::* (${action})`],
  })),
  {
    name: "metrics of one namespace",
    document: allow({
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "sjc1990app" } },
    }),
    findings: [],
  },
  ...[
    {},
    { StringLike: { "cloudwatch:namespace": "*" } },
    { StringNotEquals: { "cloudwatch:namespace": "AWS/EC2" } },
    { "ForAllValues:StringEquals": { "cloudwatch:namespace": "sjc1990app" } },
  ].map((Condition): Case => ({
    name: `metrics by the condition ${JSON.stringify(Condition)}`,
    document: allow({ Action: "cloudwatch:PutMetricData", Resource: "*", Condition }),
    findings: ["Resource::* (cloudwatch:PutMetricData)"],
  })),
  {
    name: "the logs of a function, as Lambda's managed policy has them",
    document: allow({
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "*",
    }),
    findings: ["Resource::* (logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents)"],
  },
  {
    name: "the logs of a function, as the console writes them",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "logs:CreateLogGroup", Resource: `arn:aws:logs:us-east-1:${account}:*` },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`arn:aws:logs:us-east-1:${account}:log-group:/aws/lambda/fn:*`],
        },
      ],
    },
    findings: [`Resource::arn:aws:logs:us-east-1:${account}:* (logs:CreateLogGroup)`],
  },
  {
    name: "the network of a function",
    document: allow({
      Action: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces"],
      Resource: "*",
    }),
    findings: [
      "Resource::* (ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces)",
    ],
  },
  {
    name: "tracing, for which there is no other way",
    document: allow({ Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: ["*"] }),
    findings: [],
  },
  {
    name: "tracing with something else in the statement",
    document: allow({ Action: ["xray:PutTraceSegments", "logs:PutLogEvents"], Resource: "*" }),
    findings: ["Resource::* (logs:PutLogEvents, xray:PutTraceSegments)"],
  },
  {
    name: "one's own password, by a policy variable",
    document: allow({
      Action: "iam:ChangePassword",
      Resource: `arn:aws:iam::${account}:user/\${aws:username}`,
    }),
    findings: [],
  },
  {
    name: "one's own password, in whichever account",
    document: allow({ Action: "iam:ChangePassword", Resource: "arn:aws:iam::*:user/${aws:username}" }),
    findings: ["Resource::arn:aws:iam::*:user/${aws:username} (iam:ChangePassword)"],
  },
  {
    name: "handing any role to any service",
    document: allow({ Action: "iam:PassRole", Resource: "*" }),
    findings: ["Resource::* (iam:PassRole)"],
  },
  {
    name: "handing any role to one service",
    document: allow({
      Action: "iam:PassRole",
      Resource: `arn:aws:iam::${account}:role/*`,
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    }),
    findings: [`Resource::arn:aws:iam::${account}:role/* (iam:PassRole)`],
  },
  {
    name: "handing one role to a service",
    document: allow({ Action: "iam:PassRole", Resource: `arn:aws:iam::${account}:role/schedule` }),
    findings: [],
  },
  {
    name: "taking any role",
    document: allow({ Action: "sts:AssumeRole", Resource: `arn:aws:iam::*:role/deploy` }),
    findings: ["Resource::arn:aws:iam::*:role/deploy (sts:AssumeRole)"],
  },
  {
    name: "everything but the account's own affairs, as the power user has it",
    document: allow({ NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" }),
    findings: [
      "NotAction::account:*, iam:*, organizations:*",
      "Resource::* (all but account:*, iam:*, organizations:*)",
    ],
  },
  {
    name: "everything where MFA was used",
    document: allow({
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    }),
    findings: ["Action::*", "Resource::* (*)"],
  },
  {
    name: "everything in one region",
    document: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Deny",
        NotAction: ["cloudfront:*", "iam:*"],
        Resource: "*",
        Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
      },
    },
    findings: [],
  },
  {
    name: "machines by their tag",
    document: allow({
      Action: ["ec2:StartInstances", "ec2:StopInstances"],
      Resource: "arn:aws:ec2:*:*:instance/*",
      Condition: { StringEquals: { "aws:ResourceTag/Owner": "${aws:username}" } },
    }),
    findings: ["Resource::arn:aws:ec2:*:*:instance/* (ec2:StartInstances, ec2:StopInstances)"],
  },
  {
    name: "e-mail from any address",
    document: allow({ Action: ["ses:SendEmail", "ses:SendRawEmail"], Resource: "*" }),
    findings: ["Resource::* (ses:SendEmail, ses:SendRawEmail)"],
  },
  {
    name: "calling one version of a function",
    document: allow({
      Action: "lambda:InvokeFunction",
      Resource: [
        `arn:aws:lambda:us-east-1:${account}:function:fn`,
        `arn:aws:lambda:us-east-1:${account}:function:fn:*`,
      ],
    }),
    findings: [],
  },
  {
    name: "calling every function",
    document: allow({
      Action: "lambda:InvokeFunction",
      Resource: `arn:aws:lambda:us-east-1:${account}:function:*`,
    }),
    findings: [`Resource::arn:aws:lambda:us-east-1:${account}:function:* (lambda:InvokeFunction)`],
  },
  {
    name: "the permissions boundary of a developer",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Sid: "Services", Effect: "Allow", Action: ["s3:*", "cloudwatch:*"], Resource: "*" },
        { Sid: "NoIam", Effect: "Deny", Action: "iam:*", Resource: "*" },
      ],
    },
    findings: ["Action::s3:*", "Action::cloudwatch:*", "Resource::* (cloudwatch:*, s3:*)"],
  },
];
