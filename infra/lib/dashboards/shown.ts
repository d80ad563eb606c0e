import type { AlarmTable } from "../alarms";
import type { Place } from "../names";

/** What the dashboards of a stage show. Plain data: names are known before anything is deployed. */
export interface Shown extends Place {
  /** Version of the program. */
  version: string;
  apiName: string;
  tables: readonly { tableName: string; indexes: readonly string[] }[];
  /** All alarms of metrics. */
  alarms: AlarmTable;
  /** Names of all alarms, composites included. */
  alarmNames: readonly string[];
  /** Limits of the cost in USD. */
  budget: { monthly: readonly number[]; daily: number };
}
