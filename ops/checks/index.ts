/** Checks before and after a deployment. */
export type { CheckReport, CheckResult, Outcome } from "./check";
export { refuseUnknownPostflight, runPostflight, servesSince, type PostflightOptions } from "./postflight";
export { refuseUnknownPreflight, runPreflight, type PreflightOptions } from "./preflight";
export { checksMarkdown, checksText } from "./text";
