import { parseDocument } from "../lib/iam/document";
import { missingClaims, type MissingClaim } from "../lib/iam/web-identity";
import { resourceRule } from "../lib/rule";

const what: Readonly<Record<MissingClaim, string>> = {
  audience: "trusts tokens for any audience",
  subject: "trusts any subject of the identity provider",
  unknown: "trusts web identities by a condition that is not known at preview",
};

/** Requires that trust policies pin the audience and the subject of web identity tokens. */
export const webIdentityTrust = resourceRule({
  name: "web-identity-trust",
  severity: "critical",
  describe:
    "Roles for web identities (GitHub, GitLab, Cognito, Google) name the audience and the subject of the token.",
  why:
    "Everybody can get a token of a public identity provider: for GitHub, a repository is enough. A role that does not " +
    "check who the token is for, and whose it is, can be assumed by all of them.",
  fix:
    "Add both claims to the Condition, with `StringEquals` or `StringLike`: for GitHub `…:aud` (`sts.amazonaws.com`) and " +
    "`…:sub` (`repo:<owner>/<name>:ref:refs/heads/main`).",
  details: `### What is accepted

- **Audience**: \`aud\`, \`oaud\`, \`azp\` or \`app_id\`, without a wildcard.
- **Subject**: \`sub\`, \`id\` or \`user_id\`. A wildcard may follow the owner: \`repo:my-org/*\`, but neither \`repo:*\` nor
  \`repo:my*/app:*\`. GitHub's subject must contain the repository or its owner, because everybody can have an environment or
  a branch of the same name; \`repository\` and \`repository_id\` count too. Cognito: \`amr\` may be \`authenticated\` instead.
- **Operators**: \`StringEquals\`, \`StringEqualsIgnoreCase\` and \`StringLike\`, also with \`ForAnyValue:\`. \`ForAllValues:\` and
  \`…IfExists\` hold for a token without the claim, so they pin nothing.`,
  appliesTo: ["aws:iam/role:Role"],
  check: ({ props }) =>
    parseDocument(props["assumeRolePolicy"] ?? "")
      .statements.flatMap((statement) => missingClaims(statement).map((claim) => ({ statement, claim })))
      .map(({ statement: { sid, index }, claim }) => ({
        id: claim === "unknown" ? "Unknown::assumeRolePolicy" : `${sid ?? String(index)}::${claim}`,
        what: `statement ${sid === undefined ? String(index + 1) : `"${sid}"`} ${what[claim]}`,
      })),
});
