import type { Plain } from "../../plain";
import { allow, type Case } from "./case";

const oidc = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

const assume = (parts: Record<string, Plain>): Plain =>
  allow({ Action: "sts:AssumeRoleWithWebIdentity", ...parts });

/** Trust policies of roles. */
export const trust: Case[] = [
  {
    name: "a role for the workflows of one branch",
    document: assume({
      Principal: { Federated: oidc },
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:ref:refs/heads/main",
        },
      },
    }),
    findings: [],
  },
  {
    name: "a role for whichever web identity",
    document: assume({ Principal: { Federated: "*" } }),
    findings: ["Principal::*"],
  },
  {
    name: "a role for another account with an external id",
    document: allow({
      Principal: { AWS: "111122223333" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "12345" } },
    }),
    findings: [],
  },
  {
    name: "a role for everybody with an external id",
    document: allow({
      Principal: { AWS: "*" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "12345" } },
    }),
    findings: ["Principal::*"],
  },
  {
    name: "a role for two services, by any STS action",
    document: allow({
      Principal: { Service: ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"] },
      Action: "sts:*",
    }),
    findings: ["Action::sts:*"],
  },
];
