import type { StatsStore } from "./stats-store";

/** How many there are on the platform. */
export interface Stats {
  users: number;
  approved: number;
  classrooms: number;
  /** Memberships of classrooms, by the classroom's year; years without any are left out. */
  byYear: Record<string, number>;
}

/** The counts as they stand. They change in the transactions that change what they count. */
export async function readStats(store: StatsStore): Promise<Stats> {
  const counters = await store.counters();
  const byYear = Object.entries(counters).flatMap(([name, value]) => {
    const year = /^year#(\d{4})$/.exec(name)?.[1];
    return year === undefined || value === undefined || value === 0 ? [] : [[year, value] as const];
  });
  const { users = 0, approved = 0, classrooms = 0 } = counters;
  return { users, approved, classrooms, byYear: Object.fromEntries(byYear) };
}
