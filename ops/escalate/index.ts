/** The form for the product manager, filled in as far as the ledger and AWS know. */
export { escalateAlarm } from "./alarm";
export { costEscalation, escalateCost, isOverBudget } from "./cost";
export { escalateFiring } from "./firing";
export { escalationMarkdown, type Escalation } from "./form";
export { ESCALATION, keepEscalation } from "./issue";
export { escalateRelease } from "./release";
export { escalateRun, runOf, type WorkflowRun } from "./run";
export { escalateServices } from "./services";
