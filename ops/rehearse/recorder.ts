import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import type { JourneyReport, StepReport } from "./report";

/** Runs the parts of a rehearsal one after the other and notes how each ended. */
export class Recorder {
  readonly steps: StepReport[] = [];
  readonly journeys: JourneyReport[] = [];
  readonly #start = performance.now();

  constructor(
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether all went well so far. */
  get passed(): boolean {
    return (
      this.steps.every(({ outcome }) => outcome !== "failed") && this.journeys.every(({ passed }) => passed)
    );
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return secondsSince(this.#start);
  }

  /**
   * Runs a part. Its failure is noted, and thrown only when the rehearsal was interrupted.
   * @param work answers with what it found, one fact each.
   * @returns whether it went well.
   */
  async step(name: string, work: () => Promise<readonly string[]>): Promise<boolean> {
    this.signal.throwIfAborted();
    this.progress.step(name);
    const start = performance.now();
    let end: Pick<StepReport, "outcome" | "details">;
    try {
      end = { outcome: "passed", details: await work() };
    } catch (error) {
      end = { outcome: "failed", details: reason(error) };
    }
    this.signal.throwIfAborted();
    this.steps.push({ name, seconds: secondsSince(start), ...end });
    return end.outcome === "passed";
  }

  /** Notes a part that was not come to. */
  skip(name: string, why: string): void {
    this.steps.push({ name, outcome: "skipped", seconds: 0, details: [why] });
  }

  /** Runs a journey; its failure is noted. */
  async journey(name: string, run: () => Promise<void>): Promise<void> {
    this.signal.throwIfAborted();
    this.progress.detail(name);
    const start = performance.now();
    let failure: { reason?: string } = {};
    try {
      await run();
    } catch (error) {
      failure = { reason: reason(error).join(" ") };
    }
    this.signal.throwIfAborted();
    this.journeys.push({
      name,
      passed: failure.reason === undefined,
      seconds: secondsSince(start),
      ...failure,
    });
  }
}

/** A failure that is found, not a defect of the rehearsal: told without where in the code. */
export class Finding extends Error {
  /** @param facts what is wrong, one fact each. */
  constructor(readonly facts: readonly string[]) {
    super(facts.join("\n"));
  }
}

function reason(error: unknown): readonly string[] {
  if (error instanceof Finding) return error.facts;
  if (error instanceof UserError) return [error.message, error.remedy];
  if (!(error instanceof Error)) return [String(error)];
  const { cause } = error;
  return [`${error.message}${cause instanceof Error ? ` (${cause.message})` : ""}`];
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
