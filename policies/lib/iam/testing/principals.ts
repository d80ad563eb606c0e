import type { Plain } from "../../plain";
import { act, allow, on, type Case } from "./case";

const trust = (Principal: Plain): Plain => allow({ Action: "sts:AssumeRole", Principal });

export const principals: Case[] = [
  { name: "a service", document: trust({ Service: "lambda.amazonaws.com" }), findings: [] },
  { name: "an account", document: trust({ AWS: "arn:aws:iam::123456789012:root" }), findings: [] },
  { name: "everybody", document: trust("*"), findings: ["Principal::*"] },
  { name: "everybody of AWS", document: trust({ AWS: "*" }), findings: ["Principal::*"] },
  {
    name: "everybody in a list",
    document: trust({ AWS: ["arn:aws:iam::123456789012:role/a", "*"] }),
    findings: ["Principal::*"],
  },
  { name: "everybody federated", document: trust({ Federated: "*" }), findings: ["Principal::*"] },
  {
    name: "every account's role",
    document: trust({ AWS: "arn:aws:iam::*:role/deploy" }),
    findings: ["Principal::arn:aws:iam::*:role/deploy"],
  },
  {
    name: "any service",
    document: trust({ Service: "*.amazonaws.com" }),
    findings: ["Principal::*.amazonaws.com"],
  },
  { name: "keys in small letters", document: trust({ aws: "*" }), findings: ["Principal::*"] },
  {
    name: "everybody but one",
    document: allow({ Action: "sts:AssumeRole", NotPrincipal: { AWS: "arn:aws:iam::123456789012:user/a" } }),
    findings: ["NotPrincipal::arn:aws:iam::123456789012:user/a"],
  },
  {
    name: "everybody, on a condition",
    document: allow({
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:us-east-1:123456789012:q",
      Principal: "*",
      Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:t" } },
    }),
    findings: ["Principal::*"],
  },
  {
    name: "a key's own policy",
    document: allow({
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: "kms:DescribeKey",
      Resource: "*",
    }),
    own: true,
    findings: [],
  },
  {
    name: "AWS's default policy of a key",
    document: allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "kms:*", Resource: "*" }),
    own: true,
    findings: [],
  },
];

export const unreadable: Case[] = [
  { name: "text that is no JSON", document: "allow all", findings: ["Unreadable::policy"] },
  {
    name: "JSON within JSON",
    document: JSON.stringify(JSON.stringify(act("s3:*"))),
    findings: ["Unreadable::policy"],
  },
  { name: "a list", document: [act("s3:*")], findings: ["Unreadable::policy"] },
  { name: "no statement", document: { Version: "2012-10-17" }, findings: ["Unreadable::policy"] },
  { name: "a statement as text", document: { Statement: ["Allow"] }, findings: ["Unreadable::policy"] },
  { name: "a number as an action", document: act(["dynamodb:GetItem", 1]), findings: ["Unreadable::policy"] },
  { name: "an object as a resource", document: on({ Ref: "table" }), findings: ["Unreadable::policy"] },
  { name: "null as an action", document: act(null), findings: ["Unreadable::policy"] },
];
