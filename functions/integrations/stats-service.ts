import type { Result } from "../shared/route";
import type { stats } from "./routes";
import type { StatsStore } from "./stats-store";

/** The current counters, without years that have no memberships. They are updated in the same transactions as the items that they count. */
export async function readStats(store: StatsStore): Promise<Result<typeof stats>> {
  const counters = await store.counters();
  const byYear = Object.entries(counters).flatMap(([name, value]) => {
    const year = /^year#(\d{4})$/.exec(name)?.[1];
    return year === undefined || value === undefined || value === 0 ? [] : [[year, value] as const];
  });
  const { users = 0, approved = 0, classrooms = 0 } = counters;
  return { users, approved, classrooms, byYear: Object.fromEntries(byYear) };
}
