import { allow, type Case } from "./case";

const account = "123456789012";
const bucket = "arn:aws:s3:::amzn-s3-demo-bucket";
const queue = `arn:aws:sqs:us-east-1:${account}:work`;
const topic = `arn:aws:sns:us-east-1:${account}:news`;
const root = { AWS: `arn:aws:iam::${account}:root` };

/** Resource-based policies of buckets, queues, topics, keys, secrets and APIs. */
export const attached: Case[] = [
  {
    name: "a website for everybody",
    document: allow({ Principal: "*", Action: "s3:GetObject", Resource: `${bucket}/*` }),
    findings: [`Resource::${bucket}/* (s3:GetObject)`, "Principal::*"],
  },
  {
    name: "a website for one distribution",
    document: allow({
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: `${bucket}/site/*`,
      Condition: {
        StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${account}:distribution/EDFDVBD6EXAMPLE` },
      },
    }),
    findings: [],
  },
  {
    name: "access logs of a load balancer",
    document: allow({
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${bucket}/prefix/AWSLogs/${account}/*`,
    }),
    findings: [],
  },
  {
    name: "a bucket for some addresses",
    document: allow({
      Principal: "*",
      Action: "s3:*",
      Resource: [bucket, `${bucket}/*`],
      Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
    }),
    findings: ["Action::s3:*", `Resource::${bucket}/* (s3:*)`, "Principal::*"],
  },
  {
    name: "a bucket for an organisation",
    document: allow({
      Principal: { AWS: "*" },
      Action: "s3:GetObject",
      Resource: `${bucket}/shared/*`,
      Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-aa111bb222"] } },
    }),
    findings: ["Principal::*"],
  },
  {
    name: "a bucket for all but one",
    document: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Deny",
        NotPrincipal: { AWS: [`arn:aws:iam::${account}:user/Bob`, `arn:aws:iam::${account}:root`] },
        Action: "s3:*",
        Resource: [bucket, `${bucket}/*`],
      },
    },
    findings: [],
  },
  {
    name: "another account's upload",
    document: allow({
      Principal: { AWS: "arn:aws:iam::111122223333:role/upload" },
      Action: ["s3:PutObject"],
      Resource: [`${bucket}/incoming/*`],
      Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
    }),
    findings: [],
  },
  {
    name: "a queue that a topic fills",
    document: allow({
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queue,
      Condition: { ArnEquals: { "aws:SourceArn": topic } },
    }),
    findings: [],
  },
  {
    name: "a queue that a bucket fills, with everybody for a principal",
    document: allow({
      Principal: { AWS: "*" },
      Action: ["SQS:SendMessage"],
      Resource: queue,
      Condition: { ArnLike: { "aws:SourceArn": bucket }, StringEquals: { "aws:SourceAccount": account } },
    }),
    findings: ["Principal::*"],
  },
  {
    name: "all of a queue for two accounts",
    document: allow({
      Principal: { AWS: ["111122223333", "444455556666"] },
      Action: "sqs:*",
      Resource: queue,
    }),
    findings: ["Action::sqs:*"],
  },
  {
    name: "SNS's own default policy",
    document: {
      Version: "2008-10-17",
      Id: "__default_policy_ID",
      Statement: [
        {
          Sid: "__default_statement_ID",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: ["SNS:GetTopicAttributes", "SNS:Publish", "SNS:Subscribe"],
          Resource: topic,
          Condition: { StringEquals: { "AWS:SourceOwner": account } },
        },
      ],
    },
    findings: ["Principal::*"],
  },
  {
    name: "alarms that publish to a topic",
    document: allow({
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topic,
    }),
    findings: [],
  },
  {
    name: "a key with administrators and users",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Sid: "Root", Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" },
        {
          Sid: "Use",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${account}:role/app` },
          Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
          Resource: "*",
        },
      ],
    },
    own: true,
    findings: ["Action::kms:ReEncrypt*", "Action::kms:GenerateDataKey*"],
  },
  {
    name: "a key for everything that a role does",
    document: allow({
      Principal: { AWS: `arn:aws:iam::${account}:role/app` },
      Action: "kms:*",
      Resource: "*",
    }),
    own: true,
    findings: ["Action::kms:*"],
  },
  {
    name: "a key for two accounts",
    document: allow({ Principal: { AWS: [account, "111122223333"] }, Action: "kms:*", Resource: "*" }),
    own: true,
    findings: ["Action::kms:*"],
  },
  {
    name: "every key for an account, in a policy of no key",
    document: allow({ Principal: root, Action: "kms:*", Resource: "*" }),
    findings: ["Action::kms:*", "Resource::* (kms:*)"],
  },
  {
    name: "a queue that refers to itself by a star",
    document: allow({
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    }),
    own: true,
    findings: [],
  },
  {
    name: "a key for whoever comes through a service",
    document: allow({
      Principal: { AWS: "*" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": account, "kms:ViaService": "sns.us-east-1.amazonaws.com" },
      },
    }),
    own: true,
    findings: ["Principal::*"],
  },
  {
    name: "a secret for another account",
    document: allow({
      Principal: { AWS: "arn:aws:iam::111122223333:root" },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    }),
    own: true,
    findings: [],
  },
  {
    name: "an API for one account",
    document: allow({ Principal: root, Action: "execute-api:Invoke", Resource: "execute-api:/*" }),
    own: true,
    findings: [],
  },
  {
    name: "an API for everybody but some addresses",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: "execute-api:/*",
          Condition: { NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24"] } },
        },
      ],
    },
    own: true,
    findings: ["Principal::*"],
  },
  {
    name: "a registry of images that everybody may read",
    document: allow({ Principal: "*", Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }),
    findings: ["Principal::*"],
  },
  {
    name: "an event bus for an organisation",
    document: allow({
      Sid: "Org",
      Principal: "*",
      Action: "events:PutEvents",
      Resource: `arn:aws:events:us-east-1:${account}:event-bus/default`,
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-aa111bb222" } },
    }),
    findings: ["Principal::*"],
  },
  {
    name: "an endpoint that lets everything through, as AWS makes it",
    document: {
      Version: "2008-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
    },
    findings: ["Action::*", "Resource::* (*)", "Principal::*"],
  },
];
