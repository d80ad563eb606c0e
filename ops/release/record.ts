import { Failure, UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import type { Ledger, Release, ReleaseStatus, ReleaseStep } from "../operations/ledger";
import type { Lease } from "../operations/lock";
import { StackLocked } from "../stages/stack-lock";

/** The parts of the ledger that a release uses. */
export type ReleaseLedger = Pick<Ledger, "save" | "get" | "running" | "current" | "releases">;

/** The program that a release deploys. */
export interface Program {
  commit: string;
  /** Time of the commit, ISO 8601. */
  committedAt: string;
  version: string;
}

/** Message of the event with which a step begins. */
export const STARTED = "started";

/** What writing a record needs. */
export interface RecordContext {
  ledger: Pick<Ledger, "save">;
  lease: Lease;
  /** Aborted when the user interrupts it. */
  signal: AbortSignal;
  progress: Progress;
  now: () => Date;
}

/** The record of a release that runs. Everything it says is in the ledger before it happens. */
export class ReleaseRecord {
  constructor(
    public release: Release,
    private readonly context: RecordContext,
  ) {}

  /** Writes what has become known. */
  async set(changes: Partial<Release>): Promise<void> {
    this.release = { ...this.release, ...changes };
    await this.context.ledger.save(this.release, this.context.lease);
  }

  /** A step begins. */
  async begin(step: ReleaseStep | "rollback", message = STARTED): Promise<void> {
    this.context.progress.step(`${this.#clock()} ${step}${message === STARTED ? "" : `: ${message}`}`);
    await this.set({ step, events: this.#with(message, step) });
  }

  /** Something happened in the step. */
  async note(message: string): Promise<void> {
    this.context.progress.step(`${this.#clock()} ${this.release.step}: ${message}`);
    await this.set({ events: this.#with(message) });
  }

  /** It has ended. */
  async end(status: Exclude<ReleaseStatus, "running">, reason?: string): Promise<Release> {
    const endedAt = this.context.now().toISOString();
    const message = reason === undefined ? status : `${status}: ${reason}`;
    this.context.progress.step(`${this.#clock()} ${message}`);
    await this.set({ status, endedAt, ...(reason !== undefined && { reason }), events: this.#with(message) });
    return this.release;
  }

  /**
   * After an interruption, or while somebody else works on the stack, leaves the record for the next run, which goes on
   * from here. After any other error it does nothing.
   * @throws Failure
   */
  async stopIfInterrupted(error: unknown): Promise<void> {
    const { lease, signal } = this.context;
    // Whoever holds the lock now writes the record.
    if (lease.signal.aborted)
      throw new Failure(messageOf(lease.signal.reason), "See: npm run report -- --stack <stage>");
    if (error instanceof StackLocked) {
      await this.note(error.message);
      throw error;
    }
    if (!signal.aborted) return;
    await this.note("interrupted");
    throw new Failure(
      `interrupted in the step ${this.release.step} of ${this.release.id}`,
      "Run the same command again to go on, or `npm run rollback` to go back.",
    );
  }

  #with(message: string, step = this.release.step): Release["events"] {
    return [...this.release.events, { at: this.context.now().toISOString(), step, message }];
  }

  /** Time since the start, e.g. `02:07`. */
  #clock(): string {
    const seconds = Math.round((this.context.now().getTime() - Date.parse(this.release.startedAt)) / 1000);
    return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
  }
}

/** The message of an error, with the next step of a user's error. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return `${error.message}. ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
