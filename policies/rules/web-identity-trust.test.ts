import { unknownString } from "../testing/analyze";
import { resourceCases, type ResourceCase } from "../testing/cases";
import { webIdentityTrust } from "./web-identity-trust";

const type = "iam/role:Role";
const github = "token.actions.githubusercontent.com";
const both = ["0::audience", "0::subject"];

/** A role that tokens of a provider may assume. */
function role(
  name: string,
  host: string,
  Condition: unknown,
  findings: string[] = [],
  Action?: string,
): ResourceCase {
  const builtIn = ["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com"];
  const Federated = builtIn.includes(host) ? host : `arn:aws:iam::123456789012:oidc-provider/${host}`;
  const statement = {
    ...{ Effect: "Allow", Principal: { Federated }, Action: Action ?? "sts:AssumeRoleWithWebIdentity" },
    ...(Condition === undefined ? {} : { Condition }),
  };
  const assumeRolePolicy = { Version: "2012-10-17", Statement: [statement] };
  return { name, type, props: { assumeRolePolicy }, findings };
}

/** A role for GitHub workflows with the usual audience. */
function subject(sub: unknown, findings: string[] = [], operator = "StringLike"): ResourceCase {
  const Condition = {
    StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" },
    [operator]: {
      [`${github}:sub`]: sub,
      ...(operator === "StringEquals" && { [`${github}:aud`]: "sts.amazonaws.com" }),
    },
  };
  return role(`GitHub: ${operator} ${JSON.stringify(sub)}`, github, Condition, findings);
}

const main = "repo:my-org/app:ref:refs/heads/main";
const aud = { [`${github}:aud`]: "sts.amazonaws.com" };

resourceCases(webIdentityTrust, [
  subject(main, [], "StringEquals"),
  subject([main, "repo:my-org/app:environment:prod"]),
  subject("repo:my-org/app:*"),
  subject("repo:my-org/*"),
  subject("repository_owner_id:1234:*"),
  subject("environment:prod:repo:my-org/app:*"),
  subject("*", ["0::subject"]),
  subject("repo:*", ["0::subject"]),
  subject("repo:my*/x:*", ["0::subject"]),
  subject("repo:*/app:ref:refs/heads/main", ["0::subject"]),
  subject("repo:my-org*", ["0::subject"]),
  subject("repository_owner_id:12*", ["0::subject"]),
  subject("environment:prod", ["0::subject"]),
  subject("ref:refs/heads/main", ["0::subject"]),
  subject([main, "*"], ["0::subject"]),
  subject([], ["0::subject"]),
  subject("repo:${aws:PrincipalTag/x,'*'}", ["0::subject"]),
  subject(main, ["0::subject"], "ForAllValues:StringLike"),
  subject(main, ["0::subject"], "StringLikeIfExists"),
  subject(main, ["0::subject"], "StringNotEquals"),
  subject(main, [], "ForAnyValue:StringLike"),
  role("no Condition", github, undefined, both),
  role("the audience alone", github, { StringEquals: aud }, ["0::subject"]),
  role("the subject alone", github, { StringEquals: { [`${github}:sub`]: main } }, ["0::audience"]),
  role("any audience", github, { StringLike: { [`${github}:aud`]: "*", [`${github}:sub`]: main } }, [
    "0::audience",
  ]),
  role("the branch alone", github, { StringEquals: { ...aud, [`${github}:ref`]: "main" } }, ["0::subject"]),
  role("the repository by its own claim", github, {
    StringEquals: { ...aud, [`${github}:repository`]: "my-org/app" },
  }),
  role("the repository by its id", github, { StringEquals: { ...aud, [`${github}:repository_id`]: "42" } }),
  role("keys in another case", github, {
    stringequals: { [`${github}:AUD`]: "sts.amazonaws.com", [`${github}:Sub`]: main },
  }),
  role("a wildcard in the action", github, undefined, both, "sts:AssumeRole*"),
  role("another action", github, undefined, [], "sts:TagSession"),
  role("one project of GitLab", "gitlab.com", {
    StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
    StringLike: { "gitlab.com:sub": "project_path:my-group/app:*" },
  }),
  role(
    "every project of GitLab",
    "gitlab.com",
    {
      StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
      StringLike: { "gitlab.com:sub": "project_path:*" },
    },
    ["0::subject"],
  ),
  role("signed-in users of an identity pool", "cognito-identity.amazonaws.com", {
    StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-1:pool" },
    "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
  }),
  role(
    "users of an identity pool who are not signed in",
    "cognito-identity.amazonaws.com",
    {
      StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-1:pool" },
      "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "unauthenticated" },
    },
    ["0::subject"],
  ),
  role(
    "users of every identity pool",
    "cognito-identity.amazonaws.com",
    { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } },
    ["0::audience"],
  ),
  role("a service account of Google", "accounts.google.com", {
    StringEquals: { "accounts.google.com:aud": "1234", "accounts.google.com:sub": "1234" },
  }),
  role(
    "everybody with a token of a Google client",
    "accounts.google.com",
    { StringEquals: { "accounts.google.com:aud": "1234" } },
    ["0::subject"],
  ),
  role("a user of Facebook", "graph.facebook.com", {
    StringEquals: { "graph.facebook.com:app_id": "1", "graph.facebook.com:id": "2" },
  }),
  role("service accounts of a namespace", "oidc.eks.us-east-1.amazonaws.com/id/A1", {
    StringEquals: { "oidc.eks.us-east-1.amazonaws.com/id/A1:aud": "sts.amazonaws.com" },
    StringLike: { "oidc.eks.us-east-1.amazonaws.com/id/A1:sub": "system:serviceaccount:app:*" },
  }),
  role(
    "service accounts of every namespace",
    "oidc.eks.us-east-1.amazonaws.com/id/A1",
    {
      StringEquals: { "oidc.eks.us-east-1.amazonaws.com/id/A1:aud": "sts.amazonaws.com" },
      StringLike: { "oidc.eks.us-east-1.amazonaws.com/id/A1:sub": "system:serviceaccount:*" },
    },
    ["0::subject"],
  ),
  role("an unknown subject", github, { StringEquals: { ...aud, [`${github}:sub`]: unknownString } }, [
    "Unknown::assumeRolePolicy",
  ]),
  role("an unknown condition", github, unknownString, ["Unknown::assumeRolePolicy"]),
  {
    name: "a service, a SAML provider and a refusal",
    type,
    props: {
      assumeRolePolicy: JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          {
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/idp" },
            Action: "sts:AssumeRoleWithSAML",
          },
          { Effect: "Deny", Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithWebIdentity" },
        ],
      }),
    },
  },
  {
    name: "a statement with a Sid and an unknown provider",
    type,
    props: {
      assumeRolePolicy: {
        Statement: {
          Sid: "Deploy",
          Effect: "Allow",
          Principal: { Federated: unknownString },
          Action: ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"],
        },
      },
    },
    findings: ["Deploy::audience", "Deploy::subject"],
  },
]);
