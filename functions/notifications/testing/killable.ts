/** Stands for the end of a process: nothing that runs after it has any effect. */
export class Killed extends Error {}

/**
 * A process that dies at one point. Each call that it makes has two: before its effect and after it, when the caller
 * has not heard of it yet.
 */
export class Process {
  /** Points that were passed, by name, e.g. `before claim`. */
  readonly passed: string[] = [];

  /** @param diesAt the point, counted from 0. Default: it lives. */
  constructor(private readonly diesAt = Infinity) {}

  /** The object with every function of it run in this process. */
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
