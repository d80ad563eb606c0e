import { emptyReport as nothing, type PullRequestReport, type StageChange } from "../report";

/** A stage that a pull request does not change. */
export function unchanged(stage: string): StageChange {
  return {
    ...{ stage, passed: true, failures: [], changes: [], problems: [], notes: [] },
    ...{ permissions: [], findings: [], services: [] },
    counts: { create: 0, update: 0, replace: 0, delete: 0, same: 400 },
    cost: { total: { name: "total", before: 23.92, after: 23.92 }, services: [], target: 200 },
  };
}

/** A report that changes nothing. */
export function emptyReport(...stages: StageChange[]): PullRequestReport {
  return {
    ...nothing("a".repeat(40)),
    base: { ref: "main", commit: "b".repeat(40) },
    stages,
  };
}
