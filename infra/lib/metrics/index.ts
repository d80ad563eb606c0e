export { accountMetrics } from "./account";
export { apiMetrics } from "./api";
export { firewallMetrics } from "./firewall";
export { functionMetrics } from "./function";
export { messagingMetrics } from "./messaging";
export { every, isMath, type MathMetric, type Metric, type Statistic, type Unit } from "./metric";
export { platformMetrics } from "./platform";
export { queueMetrics } from "./queue";
export { tableMetrics } from "./table";
