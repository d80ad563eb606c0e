import type { ResourceType } from "../resource";
import { metricAlarm } from "./cloudwatch-alarm";
import { dashboard } from "./cloudwatch-dashboard";
import { logGroup } from "./cloudwatch-log-group";

/** Resource types of CloudWatch and CloudWatch Logs. */
export const cloudWatchTypes: readonly ResourceType[] = [dashboard, logGroup, metricAlarm];
