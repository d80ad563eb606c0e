import { RUNBOOKS } from "../../infra/lib/runbooks";
import { spentCosts, type ActualCosts } from "../cost/actual";
import { usd } from "../cost/text";
import type { Escalation } from "./form";

/** Fills in the form for the cost of this month. @throws UserError for the stage `local`, as {@link spentCosts}. */
export async function escalateCost(stage: string, now = new Date()): Promise<Escalation> {
  return costEscalation(await spentCosts(stage, undefined, now), now);
}

/** The form for costs that were read. */
export function costEscalation(
  { stage, monthToDate, lastMonth, forecast, budgets }: ActualCosts,
  now: Date,
): Escalation {
  const target = budgets[0]?.limit;
  const before = new Map(lastMonth.services.map(({ service, usd: amount }) => [service, amount]));
  return {
    ...{ stage, at: now.toISOString(), about: "cost" },
    issue: [
      { label: `Spent since ${monthToDate.from}`, value: `${usd(monthToDate.total)} USD` },
      { label: "Forecast of this month", value: forecast === undefined ? null : `${usd(forecast)} USD` },
      ...monthToDate.services.map(({ service, usd: amount }) => ({
        label: "Service",
        value: `${service}: ${usd(amount)} USD, last month ${usd(before.get(service) ?? 0)} USD`,
      })),
    ],
    severity: target !== undefined && Math.max(monthToDate.total, forecast ?? 0) > target ? "warning" : null,
    impact: budgets.map(({ name, limit, share }) => ({
      label: "Budget",
      value: `${name} ${usd(limit)} USD: ${String(Math.round(share * 100))} % used`,
    })),
    rootCause: [],
    resolution: [
      { label: "Runbook", value: `${RUNBOOKS}/budget.md` },
      { label: "What was done", value: null },
    ],
    timeline: [],
  };
}

/** Whether a month costs, or will cost, more than the highest monthly budget. */
export function isOverBudget({ budgets, monthToDate, forecast = 0 }: ActualCosts): boolean {
  const limits = budgets.filter(({ name }) => name.startsWith("monthly")).map(({ limit }) => limit);
  return limits.length > 0 && Math.max(monthToDate.total, forecast) > Math.max(...limits);
}
