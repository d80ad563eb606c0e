import type { CostResource } from "../../policies/cost/traffic";
import { assumptions, usageOf } from "../../policies/cost/usage";
import { smsCountries } from "../../policies/cost/sms";
import { reportOf, type CostReport } from "../../ops/cost/report";
import { usd } from "../../ops/cost/text";

/** Numbers of users of the document. */
const SIZES = [500, 5_000, 100_000, 1_000_000] as const;

/** Services that a size names as dominating. */
const DOMINANT = 3;

const STAGE = "prod";

/**
 * The generated part of docs/costs.md: totals, services and lines of prod by number of users, and what the estimate assumes.
 * @param resources what the program registers for prod.
 */
export function renderCosts(resources: readonly CostResource[]): string {
  const reports = SIZES.map((users) => reportOf(STAGE, resources, { users }));
  const [first] = reports;
  if (first === undefined) throw new Error("there are no sizes");
  return [
    `Stage \`${STAGE}\`, list prices of us-east-1 of ${first.pricesOf}, USD a month.`,
    "",
    "### By number of users",
    "",
    ...table(
      [
        "users",
        "API requests",
        "without text messages",
        "text messages",
        "in total",
        "what dominates without text messages",
      ],
      reports.map((report) => [
        report.usage.users.toLocaleString("en-US"),
        (report.usage.users * report.usage.requests).toLocaleString("en-US"),
        usd(report.total),
        usd(report.sms.total),
        usd(report.total + report.sms.total),
        dominant(report),
      ]),
    ),
    "",
    "### By service",
    "",
    ...table(
      ["service", ...SIZES.map((users) => `${users.toLocaleString("en-US")} users`)],
      first.services
        .map(({ service }) => service)
        .sort()
        .map((name) => [name, ...reports.map((report) => usd(amountOf(report, name)))]),
    ),
    "",
    `### Every line at ${SIZES[0].toLocaleString("en-US")} users`,
    "",
    ...table(
      ["service", "line", "USD", "explanation", "price"],
      first.services.flatMap(({ service, lines }) =>
        lines.map(({ item, usd: amount, explanation, source }) => [
          service,
          item,
          usd(amount),
          explanation,
          `[${service}](${source})`,
        ]),
      ),
    ),
    "",
    "### Text messages",
    "",
    ...table(
      ["country", "USD each", "share"],
      Object.entries(smsCountries).map(([code, { country, usd: price, share }]) => [
        `+${code} ${country}`,
        String(price),
        `${String(Math.round(share * 100))} %`,
      ]),
    ),
    "",
    "### Usage",
    "",
    `Estimates of ${usageOf}. The name is the key for \`usage\` in \`policies/levels/<stage>.json\`.`,
    "",
    ...table(
      ["name", "meaning", "number"],
      Object.entries(assumptions).map(([name, { meaning, value }]) => [
        `\`${name}\``,
        meaning,
        String(value),
      ]),
    ),
  ].join("\n");
}

function dominant({ services, total }: CostReport): string {
  return services
    .slice(0, DOMINANT)
    .map(({ service, usd: amount }) => `${service} ${String(Math.round((amount / total) * 100))} %`)
    .join(", ");
}

function amountOf({ services }: CostReport, name: string): number {
  return services.find(({ service }) => service === name)?.usd ?? 0;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
