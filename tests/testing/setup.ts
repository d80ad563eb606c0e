/** Environment variable with an id of the test run: the id of jest's main process. */
export const RUN_VARIABLE = "SJC1990APP_TEST_RUN";

/** Runs once before all system tests. */
export default function setup(): void {
  process.env[RUN_VARIABLE] = String(process.pid);
}
