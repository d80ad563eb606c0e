import type { World } from "./world";

/** What somebody does with the platform. Each journey makes the people that it needs, so that none fails another. */
export interface Journey {
  name: string;
  /** @throws Error when anything is not as it must be. */
  run(world: World): Promise<void>;
}

/** The path of what belongs to the caller. */
export const me = { userId: "me" };

/** Quiet hours that are none: messages go out at once. */
export const neverQuiet = { start: "08:00", end: "08:00", timezone: "UTC" };
