import type { ResourceType } from "../resource";
import { compositeAlarm } from "./composite-alarm";
import { dashboard } from "./dashboard";
import { logGroup } from "./log-group";
import { metricAlarm } from "./metric-alarm";
import { queryDefinition } from "./query-definition";

/** Resource types of CloudWatch and CloudWatch Logs. */
export const cloudWatchTypes: readonly ResourceType[] = [
  compositeAlarm,
  dashboard,
  logGroup,
  metricAlarm,
  queryDefinition,
];
