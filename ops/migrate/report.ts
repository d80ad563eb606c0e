import type { Units } from "./capacity";
import type { Phase } from "./migration";

/** `running`: somebody runs it now. `interrupted`: `resume` continues it. */
export type MigrationStatus = "done" | "running" | "interrupted" | "pending";

/** A migration of a stage. */
export interface MigrationState {
  name: string;
  summary: string;
  phase: Phase;
  status: MigrationStatus;
  by?: string;
  /** ISO 8601. */
  startedAt?: string;
  endedAt?: string;
  /** Items so far, over all its runs. */
  scanned?: number;
  changed?: number;
}

/** The migrations of a stage. */
export interface StatusReport {
  stage: string;
  migrations: MigrationState[];
}

/** A migration that ran. */
export interface MigrationRun {
  name: string;
  phase: Phase;
  /** Items, over all its runs. */
  scanned: number;
  changed: number;
  /** Capacity units of the last run, without the ones of refused transactions. */
  units: Units;
  /** Of the last run. */
  seconds: number;
}

/** The migrations that ran on a stage. */
export interface RunReport {
  stage: string;
  ran: MigrationRun[];
}

/** What a migration would do. */
export interface DryRun {
  name: string;
  summary: string;
  phase: Phase;
  /** Items of the table; 0 for a migration that does not scan. */
  scanned: number;
  /** Changes in all; of a migration that does not scan: of its next transaction. */
  changes: number;
  /** Number of changes by what they do, without keys and values. */
  samples: Record<string, number>;
  units: Units;
}

/** What the pending migrations of a stage would do. */
export interface DryRunReport {
  stage: string;
  migrations: DryRun[];
}
