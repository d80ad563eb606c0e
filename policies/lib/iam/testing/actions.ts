import { act, allow, get, table, type Case } from "./case";

export const named: Case[] = [
  { name: "one action on one table", document: act("dynamodb:GetItem"), findings: [] },
  {
    name: "several of both",
    document: allow({
      Action: ["dynamodb:GetItem", "dynamodb:Query"],
      Resource: [table, `${table}/index/email`],
    }),
    findings: [],
  },
  { name: "an empty list of statements", document: { Version: "2012-10-17", Statement: [] }, findings: [] },
  { name: "JSON text", document: JSON.stringify(act("dynamodb:GetItem")), findings: [] },
  {
    name: "Deny of everything",
    document: { Statement: { Effect: "Deny", Action: "*", Resource: "*", Principal: "*" } },
    findings: [],
  },
  {
    name: "Deny of what is not named",
    document: { Statement: { Effect: "Deny", NotAction: "iam:*", NotResource: "*" } },
    findings: [],
  },
  {
    name: "Deny without TLS",
    document: {
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: "arn:aws:s3:::b/*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
    findings: [],
  },
  {
    name: "a condition with a wildcard in it",
    document: allow({
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::b",
      Condition: { StringLike: { "s3:prefix": "profiles/*" } },
    }),
    findings: [],
  },
];

export const actions: Case[] = [
  { name: "every action", document: act("*"), findings: ["Action::*"] },
  { name: "every action of every service, long form", document: act("*:*"), findings: ["Action::*:*"] },
  { name: "a service", document: act("dynamodb:*"), findings: ["Action::dynamodb:*"] },
  { name: "a service in capitals", document: act("DynamoDB:*"), findings: ["Action::DynamoDB:*"] },
  { name: "a prefix", document: act("dynamodb:Get*"), findings: ["Action::dynamodb:Get*"] },
  { name: "a suffix", document: act("dynamodb:*Item"), findings: ["Action::dynamodb:*Item"] },
  { name: "a middle", document: act("dynamodb:Batch*Item"), findings: ["Action::dynamodb:Batch*Item"] },
  { name: "one character", document: act("dynamodb:?etItem"), findings: ["Action::dynamodb:?etItem"] },
  { name: "a service by wildcard", document: act("dynamo*:GetItem"), findings: ["Action::dynamo*:GetItem"] },
  {
    name: "several actions",
    document: act(["dynamodb:Get*", "dynamodb:Query", "s3:*"]),
    findings: ["Action::dynamodb:Get*", "Action::s3:*"],
  },
  { name: "spaces around", document: act(" dynamodb:* "), findings: ["Action::dynamodb:*"] },
  {
    name: "an escaped star in JSON text",
    document: '{"Statement":{"Effect":"Allow","Action":"s3:\\u002a","Resource":"arn:aws:s3:::b/a"}}',
    findings: ["Action::s3:*"],
  },
  {
    name: "all but one",
    document: allow({ NotAction: "iam:CreateUser", Resource: table }),
    findings: ["NotAction::iam:CreateUser"],
  },
  {
    name: "all but some, on everything",
    document: allow({ NotAction: ["organizations:*", "iam:*"], Resource: "*" }),
    findings: ["NotAction::iam:*, organizations:*", "Resource::* (all but iam:*, organizations:*)"],
  },
  {
    name: "an empty NotAction",
    document: allow({ NotAction: [], Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a" }),
    findings: [],
  },
];

export const spellings: Case[] = [
  {
    name: "keys in small letters",
    document: { statement: { effect: "Allow", action: "s3:*", resource: "arn:aws:s3:::b/a" } },
    findings: ["Action::s3:*"],
  },
  {
    name: "keys in capitals",
    document: { STATEMENT: [{ EFFECT: "Allow", ACTION: "s3:GetObject", RESOURCE: "*" }] },
    findings: [get("*")],
  },
  {
    name: "a key twice in two spellings",
    document: allow({ Action: "s3:GetObject", action: "s3:*", Resource: "arn:aws:s3:::b/a" }),
    findings: ["Action::s3:*"],
  },
  {
    name: "effect in small letters",
    document: { Statement: { Effect: "allow", Action: "*", Resource: table } },
    findings: ["Action::*"],
  },
  {
    name: "an effect that is neither",
    document: { Statement: { Effect: "Permit", Action: "*", Resource: table } },
    findings: ["Action::*"],
  },
  {
    name: "two effects in two spellings",
    document: { Statement: { Effect: "Deny", effect: "Allow", Action: "*", Resource: table } },
    findings: ["Action::*"],
  },
  { name: "no effect", document: { Statement: { Action: "*", Resource: table } }, findings: ["Action::*"] },
  {
    name: "one statement, no list",
    document: { Statement: { Effect: "Allow", Action: "*", Resource: table } },
    findings: ["Action::*"],
  },
  {
    name: "the second of two statements",
    document: {
      Statement: [
        { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a" },
        { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::b/a" },
      ],
    },
    findings: ["Action::s3:*"],
  },
  {
    name: "the administrator",
    document: allow({ Action: "*", Resource: "*" }),
    findings: ["Action::*", "Resource::* (*)"],
  },
];
