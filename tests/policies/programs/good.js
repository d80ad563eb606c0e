"use strict";
/* A program that keeps every rule of the pack. */
const { Role } = require("@pulumi/aws/iam/role");
const { RolePolicy } = require("@pulumi/aws/iam/rolePolicy");

const allow = (statement) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

const role = new Role("auditor", {
  assumeRolePolicy: JSON.stringify(
    allow({ Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::123456789012:role/audit" } }),
  ),
  tags: {
    project: "sjc1990app",
    stage: "dev",
    component: "audit",
    owner: "platform-team",
    costCentre: "1990",
  },
});
new RolePolicy("read-users", {
  role: role.name,
  policy: JSON.stringify(
    allow({
      Action: "dynamodb:GetItem",
      Resource: "arn:aws:dynamodb:us-east-1:123456789012:table/users",
    }),
  ),
});
