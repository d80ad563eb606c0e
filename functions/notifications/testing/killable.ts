/** Simulates the end of a process. */
export class Killed extends Error {}

/**
 * Simulates a process that is killed at one point. Each call has two points: before its effect, and after it but before
 * the result reaches the caller.
 */
export class Process {
  /** Names of the points reached, e.g. `before claim`. */
  readonly passed: string[] = [];

  /** @param diesAt index of the point, from 0. Default: never. */
  constructor(private readonly diesAt = Infinity) {}

  /** Runs all functions of an object in this process. */
  run<T extends object>(functions: T): T {
    const entries = Object.entries(functions as Record<string, (...args: unknown[]) => Promise<unknown>>);
    return Object.fromEntries(entries.map(([name, call]) => [name, this.wrap(name, call)])) as T;
  }

  private wrap(name: string, call: (...args: unknown[]) => Promise<unknown>) {
    return async (...args: unknown[]): Promise<unknown> => {
      this.pass(`before ${name}`);
      const result = await call(...args);
      this.pass(`after ${name}`);
      return result;
    };
  }

  private pass(point: string): void {
    if (this.passed.length > this.diesAt) throw new Killed();
    this.passed.push(point);
    if (this.passed.length > this.diesAt) throw new Killed();
  }
}
