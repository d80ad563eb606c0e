import { carriedBy, carriers, type Carried } from "../lib/carriers";
import { insideResources } from "../lib/iam/arn";
import { broadManagedPolicy, narrowManagedPolicies } from "../lib/iam/managed";
import { wildcardFindings } from "../lib/iam/wildcards";
import type { Plain } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

/** Refuses wildcards in IAM policies, on every resource type that has a policy. */
export const iamNoWildcard = resourceRule({
  name: "iam-no-wildcard",
  severity: "critical",
  describe: "IAM statements name their actions, resources and principals.",
  why:
    "A wildcard grants more than anybody has reviewed: actions that AWS adds later, tables of other stages, " +
    "principals of other accounts. One stolen role is then enough to reach all of it.",
  fix:
    "List the actions that the code calls, on the full ARNs of its resources. If AWS accepts only `*`, add an " +
    "exception for this finding to `policies/exceptions.ts`, with the reason.",
  details: details(),
  appliesTo: [...carriers.keys()],
  check: ({ type, props }) => carriedBy(type, props).flatMap(findingsOf),
});

function findingsOf({ kind, where, value }: Carried): Finding[] {
  if (kind === "attachment") return attachmentFindings(where, value);
  return wildcardFindings(value, where, {
    ownResource: kind === "own",
    permission: kind === "grant" || kind === "principal",
  });
}

function attachmentFindings(where: string, value: Plain): Finding[] {
  // An unknown ARN belongs to a policy of this stack, which is checked itself. ARNs of AWS managed policies are known.
  const broad = typeof value === "string" ? broadManagedPolicy(value) : undefined;
  if (broad === undefined) return [];
  return [
    {
      id: `ManagedPolicy::${broad.name}`,
      what: `attaches ${broad.name}, which allows ${broad.grants}`,
      where,
      fix: "Write your own policy with the actions that the code calls, on the resources that it uses.",
    },
  ];
}

function details(): string {
  const rows = (cells: string[][]): string => cells.map((row) => `| ${row.join(" | ")} |`).join("\n");
  return `### What is accepted

A wildcard within one resource, after its full name:

| in Resource | why |
|---|---|
${rows(insideResources.map(({ example, why }) => [`\`${example}\``, why]))}

\`Resource: "*"\` in a statement with only actions that have no resource types in the
[Service Authorization Reference](https://docs.aws.amazon.com/service-authorization/latest/reference/), such as
\`ec2:DescribeInstances\` or \`xray:PutTraceSegments\`, and \`cloudwatch:PutMetricData\` with a condition that names the
namespace (\`cloudwatch:namespace\`).

\`Resource: "*"\` in a resource-based policy where it means "the resource with this policy": KMS keys, queues, secrets,
API Gateway, CodeArtifact, EFS and backup vaults. \`kms:*\` for one account in the policy of a key. The principal \`*\` of a
Lambda permission, a layer or an event bus that is limited to an organization.

AWS managed policies: only ${narrowManagedPolicies.join(", ")}.`;
}
