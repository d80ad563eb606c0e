import * as fs from "node:fs";
import * as path from "node:path";

import * as z from "zod/mini";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { settings } from "../../infra/settings";
import { stageConfig } from "../../infra/offline/stage";
import { parseSetting } from "../../infra/lib/settings-reader";
import { estimate, type ComponentCost, type Line } from "../../policies/cost/estimate";
import { pricedRegion, pricesOf } from "../../policies/cost/prices";
import type { CostResource } from "../../policies/cost/traffic";
import { usageWith, type Usage } from "../../policies/cost/usage";

/** A service with its lines. */
export interface ServiceCost {
  service: string;
  usd: number;
  lines: Omit<Line, "service">[];
}

/** An amount of the stage's budget. */
export interface BudgetShare {
  /** e.g. `alert at 100 USD a month`. */
  name: string;
  limit: number;
  /** What the estimate uses of it, text messages included; 1 is all. */
  share: number;
}

/** The estimate of a stage. Amounts are USD a month. */
export interface CostReport {
  stage: string;
  region: string;
  /** The day of the prices. */
  pricesOf: string;
  usage: Usage;
  /** Without text messages. */
  total: number;
  services: ServiceCost[];
  components: readonly ComponentCost[];
  sms: { total: number; lines: Omit<Line, "service">[] };
  budgets: BudgetShare[];
  /** Types that have no price. */
  unpriced: readonly string[];
}

/** Days of a month. */
const DAYS = 30.4;

/**
 * Estimates a stage.
 * @param users default: those of the stage in policies/levels.
 * @throws UserError for a number of users or a usage that is not possible, and for a calling code without a price.
 */
export function reportOf(
  stage: string,
  resources: readonly CostResource[],
  { users }: { users?: number | undefined } = {},
): CostReport {
  const config = stageConfig(stage);
  const codes = parseSetting(settings.callingCodes.schema, config["sjc1990app:callingCodes"]).data ?? [];
  const { usage, lines, total, components, sms, smsTotal, unpriced } = withUserErrors(() => {
    const stageUsage = usageOfStage(stage);
    return estimate(
      resources,
      usageWith({ ...stageUsage, ...(users === undefined ? {} : { users }) }),
      codes,
    );
  });
  return {
    stage,
    region: config["aws:region"] ?? pricedRegion,
    pricesOf,
    usage,
    total,
    services: byService(lines),
    components,
    sms: { total: smsTotal, lines: sms.map(withoutService) },
    budgets: budgetsOf(config["sjc1990app:budget"], total + smsTotal),
    unpriced,
  };
}

/** Users and usage of a stage: the parameters of the rule `estimated-cost`. */
function usageOfStage(stage: string): Record<string, unknown> {
  const file = path.join(repoRoot, "policies/levels", `${stage}.json`);
  if (!fs.existsSync(file)) return {};
  const levels = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, unknown>;
  const rule = z
    .object({ users: z.optional(z.number()), usage: z.optional(z.record(z.string(), z.number())) })
    .safeParse(levels["estimated-cost"]);
  if (!rule.success) return {};
  const { users, usage } = rule.data;
  return { ...usage, ...(users === undefined ? {} : { users }) };
}

function withUserErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError)
      throw new UserError(
        error.message,
        "Usage of a stage: `estimated-cost` in policies/levels/<stage>.json.",
      );
    throw error;
  }
}

function byService(lines: readonly Line[]): ServiceCost[] {
  const services = new Map<string, ServiceCost>();
  for (const line of lines) {
    const { service } = line;
    const found = services.get(service) ?? { service, usd: 0, lines: [] };
    found.usd += line.usd;
    found.lines.push(withoutService(line));
    services.set(service, found);
  }
  return [...services.values()].sort((a, b) => b.usd - a.usd);
}

function withoutService({ service: _service, ...line }: Line): Omit<Line, "service"> {
  return line;
}

/** The amounts of the setting `budget`, which alerts and the monthly target use. */
export function budgetsOf(setting: string | undefined, monthly: number): BudgetShare[] {
  const budget = parseSetting(settings.budget.schema, setting ?? "").data;
  if (budget === undefined) return [];
  return [
    { name: "monthly target", limit: budget.target, share: monthly / budget.target },
    ...budget.monthly.map((limit) => ({ name: "monthly alert", limit, share: monthly / limit })),
    { name: "daily alert", limit: budget.daily, share: monthly / DAYS / budget.daily },
  ];
}
