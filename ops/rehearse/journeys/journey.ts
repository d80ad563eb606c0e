import type { World } from "./world";

/** Something that users do. Each journey creates the users it needs, so that journeys do not affect each other. */
export interface Journey {
  name: string;
  /** @throws Error when something is not as expected. */
  run(world: World): Promise<void>;
}

/** Quiet hours of no length: messages are sent at once. */
export const neverQuiet = { start: "08:00", end: "08:00", timezone: "UTC" };

/** How long {@link eventually} waits, ms. */
const PATIENCE = 30_000;

/** @throws Error with the problem unless the condition holds. */
export function must(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}

/** Waits up to half a minute for a result of background work. @throws Error when there is none. */
export async function eventually<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    must(Date.now() < deadline, `did not happen within half a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
