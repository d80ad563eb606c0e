import { UserError } from "../../common/errors";
import type { CostReport } from "./report";

/** An amount in two estimates, USD a month. */
export interface Change {
  name: string;
  before: number;
  after: number;
}

/** What changes between two estimates of a stage. */
export interface Comparison {
  /** Without text messages. */
  total: Change;
  sms: Change;
  /** Services whose cost changes; the largest change first. */
  services: Change[];
  /** Components whose cost changes; the largest change first. */
  components: Change[];
}

/** Changes below half a cent are not shown. */
const SHOWN = 0.005;

/**
 * Compares two estimates of a stage.
 * @throws UserError when they are for different usage, so that the difference would not be that of the program.
 */
export function compare(before: CostReport, after: CostReport): Comparison {
  if (before.stage !== after.stage)
    throw new UserError(
      `the saved estimate is of the stage "${before.stage}", not of "${after.stage}"`,
      `Compare with an estimate of ${after.stage}.`,
    );
  const different = Object.entries(after.usage).find(
    ([name, value]) => before.usage[name as keyof CostReport["usage"]] !== value,
  );
  if (different !== undefined)
    throw new UserError(
      `the saved estimate is for other usage (${different[0]})`,
      "Use the same number of users for both, e.g. with --users, and the same version of the estimate.",
    );
  return {
    total: { name: "total", before: before.total, after: after.total },
    sms: { name: "text messages", before: before.sms.total, after: after.sms.total },
    services: changes(before.services, after.services, ({ service }) => service),
    components: changes(before.components, after.components, ({ component }) => component),
  };
}

function changes<T extends { usd: number }>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (one: T) => string,
): Change[] {
  const amounts = (all: readonly T[]) => new Map(all.map((one) => [nameOf(one), one.usd]));
  const [old, now] = [amounts(before), amounts(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name) ?? 0, after: now.get(name) ?? 0 }))
    .filter((change) => Math.abs(change.after - change.before) >= SHOWN)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
