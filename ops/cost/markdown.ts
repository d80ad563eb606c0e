import type { Change, Comparison } from "./compare";
import type { CostReport, ServiceCost } from "./report";
import { basis, difference, usd } from "./text";

/** The estimate for a pull request or a document. */
export function reportMarkdown(report: CostReport): string {
  const { stage, services, total, sms, budgets, unpriced } = report;
  return [
    `### Estimated cost of ${stage}`,
    "",
    `**${usd(total)} USD a month** without text messages, ${usd(total + sms.total)} with them: ${basis(report)}.`,
    ...(budgets.length === 0 ? [] : ["", `Budgets: ${budgets.map(budgetText).join(", ")}.`]),
    ...(unpriced.length === 0
      ? []
      : ["", `Not priced: ${unpriced.map((type) => `\`${type}\``).join(", ")}.`]),
    "",
    "<details><summary>By service</summary>",
    "",
    ...serviceTable(services),
    "",
    "</details>",
    "",
  ].join("\n");
}

/** A comparison for a pull request. */
export function comparisonMarkdown(after: CostReport, comparison: Comparison): string {
  const { total, sms, services, components } = comparison;
  return [
    `### Change of the estimated cost of ${after.stage}`,
    "",
    `**${difference(total)} USD a month** without text messages (${usd(total.before)} → ${usd(total.after)}), ` +
      `text messages ${difference(sms)}: ${basis(after)}.`,
    ...changeTable("service", services),
    ...changeTable("component", components),
    "",
  ].join("\n");
}

/** A table of all lines. */
export function serviceTable(services: readonly ServiceCost[]): string[] {
  return [
    "| service | line | USD | explanation |",
    "| --- | --- | ---: | --- |",
    ...services.flatMap(({ service, usd: amount, lines }) => [
      `| **${service}** | | **${usd(amount)}** | |`,
      ...lines.map((line) => `| | ${line.item} | ${usd(line.usd)} | ${line.explanation} |`),
    ]),
  ];
}

function changeTable(kind: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  return [
    "",
    `| ${kind} | before | after | change |`,
    "| --- | ---: | ---: | ---: |",
    ...changes.map(
      (change) => `| ${change.name} | ${usd(change.before)} | ${usd(change.after)} | ${difference(change)} |`,
    ),
  ];
}

function budgetText({ name, limit, share }: CostReport["budgets"][number]): string {
  return `${name} ${usd(limit)} USD ${String(Math.round(share * 100))} % used`;
}
