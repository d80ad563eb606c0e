import { allow, table, type Case } from "./case";

const account = "123456789012";
const bucket = "arn:aws:s3:::amzn-s3-demo-bucket";

/** Identity-based policies for data access, as in AWS guides and public repositories. */
export const dataAccess: Case[] = [
  {
    name: "one's own folder of a bucket",
    document: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: bucket,
          Condition: { StringLike: { "s3:prefix": ["home/${aws:username}/*"] } },
        },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: `${bucket}/home/\${aws:username}/*`,
        },
      ],
    },
    findings: [],
  },
  {
    name: "all of a bucket, reading and writing",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket] },
        {
          Effect: "Allow",
          Action: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"],
          Resource: [`${bucket}/*`],
        },
      ],
    },
    findings: [`Resource::${bucket}/* (s3:DeleteObject, s3:GetObject, s3:PutObject)`],
  },
  {
    name: "a bucket and all in it in one statement",
    document: allow({ Action: "s3:*", Resource: [bucket, `${bucket}/*`] }),
    findings: ["Action::s3:*", `Resource::${bucket}/* (s3:*)`],
  },
  {
    name: "listing the buckets of the account",
    document: allow({ Action: "s3:ListAllMyBuckets", Resource: "arn:aws:s3:::*" }),
    findings: ["Resource::arn:aws:s3:::* (s3:ListAllMyBuckets)"],
  },
  {
    name: "rows of a table by who asks",
    document: allow({
      Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
      Resource: table,
      Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${www.amazon.com:user_id}"] } },
    }),
    findings: [],
  },
  {
    name: "all tables of the account",
    document: allow({ Action: "dynamodb:Query", Resource: `arn:aws:dynamodb:us-east-1:${account}:table/*` }),
    findings: [`Resource::arn:aws:dynamodb:us-east-1:${account}:table/* (dynamodb:Query)`],
  },
  {
    name: "a table in every region",
    document: allow({ Action: "dynamodb:Query", Resource: `arn:aws:dynamodb:*:${account}:table/users` }),
    findings: [`Resource::arn:aws:dynamodb:*:${account}:table/users (dynamodb:Query)`],
  },
  {
    name: "a table and all that is below it",
    document: allow({ Action: "dynamodb:Query", Resource: [table, `${table}/*`] }),
    findings: [`Resource::${table}/* (dynamodb:Query)`],
  },
  {
    name: "parameters of a path",
    document: allow({
      Action: "ssm:GetParametersByPath",
      Resource: `arn:aws:ssm:us-east-1:${account}:parameter/app/*`,
    }),
    findings: [],
  },
  {
    name: "a secret with the six characters at its end",
    document: allow({
      Action: "secretsmanager:GetSecretValue",
      Resource: `arn:aws:secretsmanager:us-east-1:${account}:secret:db-??????`,
    }),
    findings: [],
  },
  {
    name: "a secret with a star at its end",
    document: allow({
      Action: "secretsmanager:GetSecretValue",
      Resource: `arn:aws:secretsmanager:us-east-1:${account}:secret:db-*`,
    }),
    findings: [
      `Resource::arn:aws:secretsmanager:us-east-1:${account}:secret:db-* (secretsmanager:GetSecretValue)`,
    ],
  },
  {
    name: "messages of a queue",
    document: allow({
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      Resource: `arn:aws:sqs:us-east-1:${account}:work`,
    }),
    findings: [],
  },
  {
    name: "queues by the beginning of their name",
    document: allow({ Action: "sqs:SendMessage", Resource: `arn:aws:sqs:us-east-1:${account}:app-*` }),
    findings: [`Resource::arn:aws:sqs:us-east-1:${account}:app-* (sqs:SendMessage)`],
  },
  {
    name: "text messages, with topics denied",
    document: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
        { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" },
      ],
    },
    findings: ["Resource::* (sns:Publish) except arn:aws:sns:*:*:*"],
  },
];
