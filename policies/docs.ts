import { carriers } from "./lib/carriers";
import { exceptions } from "./exceptions";
import dev from "./levels/dev.json";
import local from "./levels/local.json";
import prod from "./levels/prod.json";
import staging from "./levels/staging.json";
import { docsLink, unknownAtPreview, unknownSection, type Rule } from "./lib/rule";
import { packRules } from "./rules";

/** A file for `--policy-pack-config`: a level, or parameters with an optional level, by rule. */
type Levels = Readonly<Record<string, unknown>>;

const stages: Readonly<Record<string, Levels>> = { local, dev, staging, prod };

/** Longer lists of types are not shown. */
const LISTED_TYPES = 60;

/** Renders `docs/policies.md`: a section per rule, which messages link to. */
export function renderPolicyDocs(): string {
  const rules = packRules(exceptions);
  const names = Object.keys(stages);
  return `# Policies

Generated from \`policies/\` by \`npm run docs\`. How to run and configure the pack: \`policies/README.md\`.

The levels come from \`policies/levels/<stage>.json\`. A mandatory finding stops a preview or an update. An advisory
finding is only shown.

${table(
  ["rule", "requirement", "severity", ...names],
  rules.map((rule) => [
    `[${rule.name}](${docsLink(rule.name).replace("docs/", "")})`,
    rule.describe,
    rule.severity,
    ...names.map((stage) => levelOf(rule.name, stages[stage] ?? {})),
  ]),
)}

Not checked: the estimated costs of a stack against its budget. There is no cost estimate at preview.

${renderUnknown()}

${rules.map(renderRule).join("\n\n")}

## Accepted findings

${renderExceptions()}
`;
}

function renderUnknown(): string {
  return `## ${unknownSection}

A value that depends on an output of a resource that does not exist yet is not known at preview. A rule that needs it
reports \`Unknown::<property>\`, so that the first preview of a stage is as good as a later one. Every rule has a parameter
for this:

${table(
  ["parameter", "meaning", "default"],
  [["`unknownAtPreview`", unknownAtPreview.description, code(unknownAtPreview.default)]],
)}

Mandatory rules refuse the value by default, advisory ones only report it. To go on without it in a mandatory rule:

\`\`\`json
{ "iam-no-wildcard": { "unknownAtPreview": "advise" } }
\`\`\`

The better fix is an ARN that is known before the resource exists. Choose the physical name in the program, take region
and account from the configuration, and build the ARN from them. The program of this repository does so in
\`infra/lib/names.ts\`:

\`\`\`ts
const aws = new pulumi.Config("aws");
const [account] = aws.requireObject<string[]>("allowedAccountIds");
const name = \`sjc1990app-users-\${pulumi.getStack()}\`;
const table = new Table("users", { name /* … */ });

// Not known at the first preview: \`table.arn\` is an output of the table.
// Known: the same ARN from its parts.
const arn = \`arn:aws:dynamodb:\${aws.require("region")}:\${account}:table/\${name}\`;
const Statement = [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: arn }];
new RolePolicy(
  "read-users",
  { role: role.name, policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
  // The name alone is no dependency.
  { dependsOn: [table] },
);
\`\`\``;
}

function levelOf(name: string, levels: Levels): string {
  const own = levels[name];
  const level = [own, fieldOf(own, "enforcementLevel"), levels["all"]].find((one) => typeof one === "string");
  return level ?? "mandatory";
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function renderRule(rule: Rule): string {
  return [
    `## ${rule.name}`,
    rule.describe,
    `**Why.** ${rule.why}`,
    `**Fix.** ${rule.fix}`,
    ...(rule.details === undefined ? [] : [rule.details]),
    ...(rule.parameters === undefined ? [] : [`### Parameters\n\n${renderParameters(rule)}`]),
    `### Checks\n\n${"appliesTo" in rule ? renderTypes(rule.appliesTo) : "The whole stack, after its resources."}`,
  ].join("\n\n");
}

function renderParameters({ name: rule, parameters = {} }: Rule): string {
  return table(
    ["parameter", "meaning", "default", ...Object.keys(stages)],
    Object.entries(parameters).map(([name, { description, default: value }]) => [
      `\`${name}\``,
      description,
      code(value),
      ...Object.values(stages).map((levels) => code(fieldOf(levels[rule], name) ?? value)),
    ]),
  );
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function renderTypes(types: readonly string[]): string {
  const sorted = [...types].sort();
  if (sorted.every((type) => carriers.has(type))) {
    return table(
      ["resource type", "properties"],
      sorted.map((type) => [
        `\`${type}\``,
        (carriers.get(type) ?? []).map(({ path }) => `\`${path}\``).join(", "),
      ]),
    );
  }
  return types.length > LISTED_TYPES
    ? `${String(types.length)} types of the AWS provider.`
    : sorted.map((type) => `\`${type}\``).join(", ");
}

function renderExceptions(): string {
  if (exceptions.length === 0) return "None.";
  return table(
    ["resource", "finding", "reason", "until"],
    exceptions.map(({ resource, finding, reason, expires }) => [
      `\`${resource}\``,
      `\`${finding}\``,
      reason,
      expires,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const [first, ...others] = [head, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [first, `|${"---|".repeat(head.length)}`, ...others].join("\n");
}
