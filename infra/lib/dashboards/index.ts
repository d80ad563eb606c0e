import type { RowWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_flow";

import { apiRows } from "./api";
import { costRows } from "./cost";
import { dynamodbRows } from "./dynamodb";
import { lambdaRows } from "./lambda";
import { overviewRows } from "./overview";
import type { Shown } from "./shown";

export type { Shown } from "./shown";

/** A dashboard as rows of widgets, and the time range that it opens with. */
export interface DashboardRows {
  rows: RowWidget[];
  /** ISO 8601 duration before now. */
  start: string;
}

/** The dashboards of a stage by name. The physical name is `sjc1990app-<name>-<stage>`. */
export function dashboards(shown: Shown): Readonly<Record<string, DashboardRows>> {
  return {
    overview: { rows: overviewRows(shown), start: "-PT24H" },
    api: { rows: apiRows(shown), start: "-PT3H" },
    lambda: { rows: lambdaRows(shown), start: "-PT3H" },
    dynamodb: { rows: dynamodbRows(shown), start: "-PT3H" },
    cost: { rows: costRows(shown), start: "-P30D" },
  };
}
