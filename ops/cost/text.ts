import type { Change, Comparison } from "./compare";
import { pricedRegion } from "../../policies/cost/prices";
import type { CostReport } from "./report";

/** Width of the first column. */
const WIDTH = 46;

/** Components that the text lists. */
const SHOWN = 10;

/** An amount in USD with cents. A difference has its sign. */
export function usd(value: number): string {
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return value < 0 && text !== "0.00" ? `-${text}` : text;
}

/** A difference in USD, e.g. `+1.20`. */
export function difference({ before, after }: Change): string {
  const text = usd(after - before);
  return text.startsWith("-") || text === "0.00" ? text : `+${text}`;
}

/** What the estimate is based on. */
export function basis({ usage, pricesOf, region }: CostReport): string {
  const users = usage.users.toLocaleString("en-US");
  const requests = (usage.users * usage.requests).toLocaleString("en-US");
  const elsewhere = region === pricedRegion ? "" : `; ${region} may cost more`;
  return `${users} users, ${requests} API requests a month, prices of ${pricedRegion} of ${pricesOf}${elsewhere}`;
}

/** The estimate for a terminal. */
export function reportText(report: CostReport): string {
  const { stage, services, components, total, sms, budgets, unpriced } = report;
  return [
    `Estimated cost of ${stage} in USD a month: ${basis(report)}`,
    "",
    ...services.flatMap(({ service, usd: amount, lines }) => [
      row(service, amount),
      ...lines.map((line) => row(`  ${line.item}`, line.usd, line.explanation)),
    ]),
    row("Total without text messages", total),
    "",
    ...(sms.lines.length === 0 ? [] : [row("Text messages", sms.total)]),
    ...sms.lines.map((line) => row(`  ${line.item}`, line.usd, line.explanation)),
    row("Total with text messages", total + sms.total),
    "",
    "Components, without free allowances",
    ...components.slice(0, SHOWN).map(({ component, usd: amount }) => row(`  ${component}`, amount)),
    ...(components.length > SHOWN
      ? [`  … ${String(components.length - SHOWN)} more (--json lists all)`]
      : []),
    "",
    ...(budgets.length === 0 ? [] : ["Budgets, text messages included"]),
    ...budgets.map(({ name, limit, share }) =>
      row(`  ${name}`, limit, `${String(Math.round(share * 100))} % used`),
    ),
    ...unpriced.map((type) => `Not priced: ${type}. Add it in policies/cost/.`),
    "",
  ].join("\n");
}

/** A comparison for a terminal. */
export function comparisonText(stage: string, { total, sms, services, components }: Comparison): string {
  const list = (title: string, changes: readonly Change[]) =>
    changes.length === 0 ? [] : [title, ...changes.map((change) => `  ${describe(change)}`)];
  return [
    `Change of the estimated cost of ${stage} in USD a month`,
    `  ${describe({ ...total, name: "total without text messages" })}`,
    `  ${describe(sms)}`,
    ...list("Services", services),
    ...list("Components", components),
    "",
  ].join("\n");
}

function describe(change: Change): string {
  return `${change.name.padEnd(WIDTH)}${difference(change).padStart(12)}   ${usd(change.before)} → ${usd(change.after)}`;
}

function row(name: string, amount: number, explanation = ""): string {
  return `${name.padEnd(WIDTH)}${usd(amount).padStart(12)}   ${explanation}`.trimEnd();
}
