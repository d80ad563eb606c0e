import * as iam from "@aws-sdk/client-iam";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { allow, readTable, trust } from "../../testing/documents";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["iam.Role", roleCases],
  ["iam.RolePolicy", rolePolicyCases],
  ["iam.Policy", policyCases],
  ["iam.OpenIdConnectProvider", openIdConnectProviderCases],
  ["iam.RolePolicyAttachment", rolePolicyAttachmentCases],
]);

/** With a condition that the emulator does not support. */
const sendMail = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "ses:SendEmail",
      Resource: "*",
      Condition: { StringEquals: { "ses:FromAddress": "no-reply@example.org" } },
    },
  ],
});

/** Cases of the type `Role`. */
async function roleCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.iam();
  cases.push({
    token: "aws:iam/role:Role",
    small: { name: "register", assumeRolePolicy: trust("lambda.amazonaws.com") },
    large: {
      name: "register",
      assumeRolePolicy: trust("edgelambda.amazonaws.com"),
      description: "Runs register",
      maxSessionDuration: 7200,
      permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      inlinePolicies: [
        { name: "read", policy: readTable },
        { name: "mail", policy: sendMail },
      ],
      managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
      tags: { owner: "platform" },
    },
    drift: async (RoleName) => {
      await client.send(
        new iam.UpdateRoleCommand({ RoleName, Description: "mine", MaxSessionDuration: 3600 }),
      );
      await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: "read" }));
      await client.send(
        new iam.PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument: allow("*", "*") }),
      );
      await client.send(new iam.TagRoleCommand({ RoleName, Tags: [{ Key: "by", Value: "hand" }] }));
    },
    drifted: ["description", "inlinePolicies[0]", "inlinePolicies[1]", "maxSessionDuration", "tags.by"],
    replaced: { name: "verify", path: "/functions/" },
    // Policies may be resources of their own, so an import leaves them out.
    unseen: ["inlinePolicies", "managedPolicyArns"],
  });
  return cases;
}

/** Cases of the type `RolePolicy`. */
async function rolePolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.iam();
  await client.send(
    new iam.CreateRoleCommand({
      RoleName: "holder",
      AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
    }),
  );
  cases.push({
    token: "aws:iam/rolePolicy:RolePolicy",
    small: { name: "grants", role: "holder", policy: readTable },
    large: {
      name: "grants",
      role: "holder",
      policy: allow("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/users"),
    },
    drift: async () => {
      const PolicyDocument = allow("*", "*");
      await client.send(
        new iam.PutRolePolicyCommand({ RoleName: "holder", PolicyName: "grants", PolicyDocument }),
      );
    },
    drifted: ["policy"],
    replaced: { name: "more", role: "other" },
  });
  return cases;
}

/** Cases of the type `Policy`. */
async function policyCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.iam();
  cases.push({
    token: "aws:iam/policy:Policy",
    small: { name: "boundary", policy: readTable },
    large: { name: "boundary", policy: allow("sns:Publish", "*"), tags: { owner: "platform" } },
    drift: (PolicyArn) =>
      client.send(
        new iam.CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: allow("*", "*"),
          SetAsDefault: true,
        }),
      ),
    drifted: ["policy"],
    replaced: { name: "limit", path: "/functions/", description: "other" },
  });
  return cases;
}

/** Cases of the type `OpenIdConnectProvider`. */
async function openIdConnectProviderCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.iam();
  const url = "https://token.actions.githubusercontent.com";
  return [
    {
      token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      small: { url, clientIdLists: ["sts.amazonaws.com"] },
      large: {
        url,
        clientIdLists: ["sts.amazonaws.com", "platform"],
        thumbprintLists: ["cf23df2207d99a74fbe169e3eba035e633b65d94"],
        tags: { owner: "platform" },
      },
      drift: async (OpenIDConnectProviderArn) => {
        await client.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
        await client.send(
          new iam.CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: ["sts.amazonaws.com"] }),
        );
      },
      drifted: ["clientIdLists[1]", "tags", "thumbprintLists"],
      replaced: { url: "https://example.org" },
    },
  ];
}

/** Cases of the type `RolePolicyAttachment`. */
async function rolePolicyAttachmentCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.iam();
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
  await client.send(
    new iam.CreateRoleCommand({
      RoleName: "attached",
      AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
    }),
  );
  cases.push({
    token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    small: { role: "attached", policyArn: PolicyArn },
    large: {},
    drift: () => client.send(new iam.DetachRolePolicyCommand({ RoleName: "attached", PolicyArn })),
    drifted: [],
    replaced: { role: "other", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
  });
  return cases;
}
