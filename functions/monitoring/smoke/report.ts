/** The result of a journey. */
export interface JourneyResult {
  /** e.g. `sign-in`. */
  name: string;
  passed: boolean;
  seconds: number;
  /** Why it did not pass. Holds no code, token or key. */
  reason?: string;
}

/** The result of a smoke test. */
export interface SmokeReport {
  /** Whether all journeys passed and the synthetic user was deleted. */
  passed: boolean;
  seconds: number;
  /** In the order in which they ran. */
  journeys: readonly JourneyResult[];
}
