import type { StatsStore } from "./stats-store";

/** Counters of the platform. */
export interface Stats {
  users: number;
  approved: number;
  classrooms: number;
  /** Memberships by year of the classroom; years without any are left out. */
  byYear: Record<string, number>;
}

/** The current counters. They are updated in the same transactions as the items that they count. */
export async function readStats(store: StatsStore): Promise<Stats> {
  const counters = await store.counters();
  const byYear = Object.entries(counters).flatMap(([name, value]) => {
    const year = /^year#(\d{4})$/.exec(name)?.[1];
    return year === undefined || value === undefined || value === 0 ? [] : [[year, value] as const];
  });
  const { users = 0, approved = 0, classrooms = 0 } = counters;
  return { users, approved, classrooms, byYear: Object.fromEntries(byYear) };
}
