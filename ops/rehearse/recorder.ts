import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { defined } from "../../functions/shared/defined";
import type { JourneyReport, StepReport } from "./report";

/** Runs the parts of a rehearsal in turn and records how each ended. */
export class Recorder {
  readonly steps: StepReport[] = [];
  readonly journeys: JourneyReport[] = [];
  readonly #start = performance.now();

  constructor(
    private readonly progress: Progress,
    /** Interrupts the rehearsal. */
    readonly signal: AbortSignal,
  ) {}

  /** Whether everything has passed so far. */
  get passed(): boolean {
    return (
      this.steps.every(({ outcome }) => outcome !== "failed") && this.journeys.every(({ passed }) => passed)
    );
  }

  /** Seconds since the start. */
  get seconds(): number {
    return secondsSince(this.#start);
  }

  /**
   * Runs a step and records it.
   * @param work returns facts for the report.
   * @returns whether it passed.
   * @throws the signal's reason when the rehearsal is interrupted.
   */
  async step(name: string, work: () => Promise<readonly string[]>): Promise<boolean> {
    this.progress.step(name);
    const { value: details, reason, seconds } = await this.#run(work);
    const end =
      reason === undefined
        ? ({ outcome: "passed", details: details ?? [] } as const)
        : ({ outcome: "failed", details: reason } as const);
    this.steps.push({ name, seconds, ...end });
    return reason === undefined;
  }

  /** Records a step that was not reached. */
  skip(name: string, why: string): void {
    this.steps.push({ name, outcome: "skipped", seconds: 0, details: [why] });
  }

  /** Runs a journey and records it. @returns why it failed. @throws the signal's reason when interrupted. */
  async journey(name: string, work: () => Promise<void>): Promise<string | undefined> {
    this.progress.detail(name);
    const { reason: reasons, seconds } = await this.#run(work);
    const reason = reasons?.join(" ");
    this.journeys.push(defined({ name, passed: reason === undefined, seconds, reason }));
    return reason;
  }

  async #run<T>(work: () => Promise<T>): Promise<{ value?: T; reason?: readonly string[]; seconds: number }> {
    this.signal.throwIfAborted();
    const start = performance.now();
    const end = await work().then(
      (value) => ({ value }),
      (error: unknown) => ({ reason: reasonOf(error) }),
    );
    this.signal.throwIfAborted();
    return { ...end, seconds: secondsSince(start) };
  }
}

/** Something that a rehearsal has found to be wrong. Reported without a stack trace. */
export class Finding extends Error {
  /** @param facts what is wrong, one fact each. */
  constructor(readonly facts: readonly string[]) {
    super(facts.join("\n"));
  }
}

function reasonOf(error: unknown): readonly string[] {
  if (error instanceof Finding) return error.facts;
  if (error instanceof UserError) return [error.message, error.remedy];
  if (!(error instanceof Error)) return [String(error)];
  const { cause } = error;
  return [`${error.message}${cause instanceof Error ? ` (${cause.message})` : ""}`];
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
