import type { FunctionVersions } from "../operations/ledger";
import type { DeadRun } from "../stages/stack-lock";
import type { PlannedChange } from "./planned";

/** What a deployment would change. */
export interface DeploymentPlan {
  /** Why it is refused; empty: it is allowed. */
  problems: readonly string[];
  /** Number of resources by action. */
  changes: Readonly<Record<"create" | "update" | "replace" | "delete" | "same", number>>;
  /** `<type>::<name>` of the resources whose removal a rollback cannot undo. */
  removed: readonly string[];
  /** URNs of what a gradual release leaves for its end: aliases to update, and resources to delete. */
  hold: readonly string[];
  /** Each change, to compare it with the preview that somebody has approved. */
  planned: readonly PlannedChange[];
  /** AWS services that the stage begins to use. */
  services: readonly string[];
  /** Why it cannot be gradual: the version that still serves would lose something. */
  abrupt?: string;
}

/** What a release does with a stage. Everything may be repeated. An error is the reason of a failure. */
export interface Platform {
  /** A run has died, whose lock of the stack is removed where it is in the way. */
  takeOver(dead: DeadRun): void;
  /** Checks what must be true before a release. @returns the problems. */
  preflight(): Promise<readonly string[]>;
  /** Previews the program. @param id of the release; the preview is kept under it. */
  preview(id: string): Promise<DeploymentPlan>;
  /** Deploys the program, without some resources. */
  deploy(exclude: readonly string[]): Promise<void>;
  /** Latest published version of each function in the state of the stack. */
  published(): Promise<FunctionVersions>;
  /** Versions that the aliases name now. */
  aliases(): Promise<FunctionVersions>;
  /** `<function>:<version>` of the versions that do not exist any more. */
  missing(versions: FunctionVersions): Promise<readonly string[]>;
  /** Moves aliases to versions. @param canary share of the calls that other versions get, 0 to 1. */
  point(versions: FunctionVersions, canary?: { versions: FunctionVersions; share: number }): Promise<void>;
  /** Names of the migrations of a phase that have not run. */
  pending(phase: MigrationPhase): Promise<readonly string[]>;
  /** Runs the migrations of a phase that have not run. @returns their names. */
  migrate(phase: MigrationPhase): Promise<readonly string[]>;
  /** Runs the smoke test. @param mixed whether two versions serve. @returns the problems. */
  smoke(mixed: boolean): Promise<readonly string[]>;
  /**
   * Alarms and errors since a time. @returns the problems.
   * @param canary versions that get a part of the calls: their errors count by themselves, too.
   */
  health(since: Date, canary?: FunctionVersions): Promise<readonly string[]>;
  /**
   * Makes the state of the stack, and all resources but the functions' aliases, those of an earlier commit, after the
   * aliases have moved back. Resources that hold data stay.
   * @param commit absent: records the aliases in the state and changes nothing else.
   */
  reconcile(commit?: string): Promise<void>;
  /** What {@link reconcile} would change. */
  previewOf(commit: string): Promise<DeploymentPlan>;
}

export type MigrationPhase = "expand" | "contract";
