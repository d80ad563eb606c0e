/** Checks before and after a deployment. */
export type { CheckReport, CheckResult, Outcome } from "./check";
export { runPostflight, type PostflightOptions } from "./postflight";
export { runPreflight, type PreflightOptions } from "./preflight";
export { checksMarkdown, checksText } from "./text";
