import type { ResourceType } from "../resource";
import { dashboard } from "./dashboard";
import { logGroup } from "./log-group";
import { metricAlarm } from "./metric-alarm";

/** Resource types of CloudWatch and CloudWatch Logs. */
export const cloudWatchTypes: readonly ResourceType[] = [dashboard, logGroup, metricAlarm];
