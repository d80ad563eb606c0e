import { carriedBy, carriers, type Carried } from "../carriers";
import { insideResources } from "../iam/arn";
import { broadManagedPolicy, narrowManagedPolicies } from "../iam/managed";
import { unscopedActions } from "../iam/unscoped-actions";
import { wildcardFindings } from "../iam/wildcards";
import type { Plain } from "../plain";
import { resourceRule, type Finding } from "../rule";

/** No wildcard in what IAM allows, on any resource that can carry a policy. */
export const iamNoWildcard = resourceRule({
  name: "iam-no-wildcard",
  severity: "critical",
  describe: "IAM statements name their actions, resources and principals.",
  why:
    "A wildcard grants what nobody has looked at: actions that AWS adds tomorrow, tables of another stage, callers of " +
    "another account. One stolen function role is then enough for all of it.",
  fix:
    "List the actions that the code calls, on the full ARNs of what it touches. Where AWS itself takes only `*`, " +
    "accept that one finding in `policies/exceptions.ts`, with the reason.",
  details: details(),
  appliesTo: [...carriers.keys()],
  check: ({ type, props }) => carriedBy(type, props).flatMap(findingsOf),
});

function findingsOf({ kind, where, value }: Carried): Finding[] {
  if (kind === "attachment") return attachmentFindings(where, value);
  return wildcardFindings(value, where, { ownResource: kind === "own", permission: kind === "grant" });
}

function attachmentFindings(where: string, value: Plain): Finding[] {
  // A policy that is still to be made: made in this stack, hence checked where it is made. Policies of AWS are known.
  const broad = typeof value === "string" ? broadManagedPolicy(value) : undefined;
  if (broad === undefined) return [];
  return [
    {
      id: `ManagedPolicy::${broad.name}`,
      what: `attaches ${broad.name}, which allows ${broad.grants}`,
      where,
      excerpt: JSON.stringify(value),
      fix: "Write a policy of your own with the actions that are needed, on the resources that are touched.",
    },
  ];
}

function details(): string {
  const rows = (cells: string[][]): string => cells.map((row) => `| ${row.join(" | ")} |`).join("\n");
  return `### What is accepted

A wildcard inside one resource that is named in full:

| in Resource | why |
|---|---|
${rows(insideResources.map(({ example, why }) => [`\`${example}\``, why]))}

\`Resource: "*"\` in a statement of these actions alone, for which AWS knows no resource:

| action | source |
|---|---|
${rows(unscopedActions.map(({ action, source }) => [`\`${action}\``, source]))}

\`Resource: "*"\` in a document where the service takes it as "what this is attached to": keys of KMS, secrets of Secrets
Manager, policies of API Gateway and CodeArtifact. Managed policies of AWS: ${narrowManagedPolicies.join(", ")} only.`;
}
