import { carriers } from "./carriers";
import { exceptions } from "./exceptions";
import { docsLink, type Rule } from "./rule";
import { packRules } from "./rules";

/** The page `docs/policies.md`, made from the rules: a section a rule, whose anchor the messages link to. */
export function renderPolicyDocs(): string {
  const rules = packRules({ exceptions, today: new Date(0) });
  return `# Policies

Generated from \`policies/\`; change the rules there. How the pack is run and configured: \`policies/README.md\`.

| rule | what holds |
|---|---|
${rules.map(({ name, describe }) => `| [${name}](${docsLink(name).replace("docs/", "")}) | ${describe} |`).join("\n")}

${rules.map(renderRule).join("\n\n")}

## Accepted findings

${renderExceptions()}
`;
}

function renderRule(rule: Rule): string {
  return [
    `## ${rule.name}`,
    rule.describe,
    `**Why.** ${rule.why}`,
    `**How to mend it.** ${rule.fix}`,
    ...(rule.details === undefined ? [] : [rule.details]),
    ...("appliesTo" in rule ? [`### Looked at\n\n${renderTypes(rule.appliesTo)}`] : []),
  ].join("\n\n");
}

function renderTypes(types: readonly string[]): string {
  const rows = [...types].sort().map((type) => {
    const paths = (carriers.get(type) ?? []).map(({ path }) => `\`${path}\``);
    return `| \`${type}\` | ${paths.join(", ")} |`;
  });
  return ["| resource type | properties |", "|---|---|", ...rows].join("\n");
}

function renderExceptions(): string {
  if (exceptions.length === 0) return "None.";
  const rows = exceptions.map(
    ({ resource, finding, reason, expires }) =>
      `| \`${resource}\` | \`${finding}\` | ${reason} | ${expires} |`,
  );
  return ["| resource | finding | reason | until |", "|---|---|---|---|", ...rows].join("\n");
}
