/** Something that differs from what it should be. */
export interface Change {
  /** What is done, e.g. `create the label drift`. */
  what: string;
  apply: () => Promise<unknown>;
}

/** What was found. */
export interface Found {
  changes: Change[];
  /** What is there and is not removed. */
  notes: string[];
}

/** Several findings as one, in their order. */
export function together(all: readonly Found[]): Found {
  return { changes: all.flatMap(({ changes }) => changes), notes: all.flatMap(({ notes }) => notes) };
}

/** The status of an answer that is an error. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && "status" in error && error.status === status;
}

/** What is found at GitHub; `undefined`: it does not exist. */
export async function existing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}
