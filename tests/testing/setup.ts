/** Names the run to all its workers: the id of the process that they are children of. */
export const RUN_VARIABLE = "SJC1990APP_TEST_RUN";

/** What jest does before any test file runs. */
export default function setup(): void {
  process.env[RUN_VARIABLE] = String(process.pid);
}
