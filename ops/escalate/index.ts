/** The form for the product manager, filled in as far as the ledger and AWS know. */
export { escalateAlarm } from "./alarm";
export { costEscalation, escalateCost } from "./cost";
export { escalationMarkdown, type Escalation } from "./form";
export { escalateRelease } from "./release";
