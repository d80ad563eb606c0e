import { carriers } from "./carriers";
import { exceptions } from "./exceptions";
import dev from "./levels/dev.json";
import local from "./levels/local.json";
import prod from "./levels/prod.json";
import staging from "./levels/staging.json";
import { docsLink, type Rule } from "./rule";
import { packRules } from "./rules";

/** A file for `--policy-pack-config`: a level, or parameters with or without one, by rule. */
type Levels = Readonly<Record<string, unknown>>;

const stages: Readonly<Record<string, Levels>> = { local, dev, staging, prod };

/** Above this number types are not listed: nobody reads eight hundred rows. */
const LISTED_TYPES = 60;

/** The page `docs/policies.md`, made from the rules: a section a rule, whose anchor the messages link to. */
export function renderPolicyDocs(): string {
  const rules = packRules(exceptions);
  const names = Object.keys(stages);
  return `# Policies

Generated from \`policies/\`; change the rules there. How the pack is run and configured: \`policies/README.md\`.

The levels are those of \`policies/levels/<stage>.json\`. A mandatory finding stops a preview and an update, an advisory
one is only shown.

${table(
  ["rule", "what holds", "severity", ...names],
  rules.map((rule) => [
    `[${rule.name}](${docsLink(rule.name).replace("docs/", "")})`,
    rule.describe,
    rule.severity,
    ...names.map((stage) => levelOf(rule.name, stages[stage] ?? {})),
  ]),
)}

Not checked yet: whether the estimated costs of a stack stay within its budget. There is no estimate before a deployment
that a rule could be given.

${rules.map(renderRule).join("\n\n")}

## Accepted findings

${renderExceptions()}
`;
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
    `**How to mend it.** ${rule.fix}`,
    ...(rule.details === undefined ? [] : [rule.details]),
    ...(rule.parameters === undefined ? [] : [`### Parameters\n\n${renderParameters(rule)}`]),
    `### Looked at\n\n${"appliesTo" in rule ? renderTypes(rule.appliesTo) : "The whole stack, after its resources."}`,
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
    ? `${String(types.length)} types of AWS's provider.`
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
