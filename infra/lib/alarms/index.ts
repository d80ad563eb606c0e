export type { AlarmRow, AlarmTable, CompositeName, CompositeRow, Severity } from "./alarm";
export { apiAlarms, firewallAlarms } from "./api";
export { composites } from "./composites";
export { deadLetterAlarms, queueAlarms, tableAlarms, undeliveredAlarms } from "./data";
export { backgroundAlarms, functionAlarms, functionErrorRate, streamAlarms } from "./functions";
export { messagingAlarms } from "./messaging";
export { minutes } from "./time";
