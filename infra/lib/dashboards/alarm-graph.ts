import type { GraphMetricWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_graph";

import type { AlarmTable } from "../alarms";
import { seriesColor } from "./colors";
import { graph } from "./widgets";

/** The alarms whose names match. */
export function pick(alarms: AlarmTable, names: RegExp): AlarmTable {
  return Object.fromEntries(Object.entries(alarms).filter(([name]) => names.test(name)));
}

/** A graph of what alarms watch, exactly as they do: same period, same minimum sample. */
export function alarmGraph(
  title: string,
  names: readonly string[],
  alarms: AlarmTable,
  color?: string,
  label: (name: string) => string | undefined = () => undefined,
): GraphMetricWidget {
  const lines = names.flatMap((name, index) => {
    const alarm = alarms[name];
    if (alarm === undefined) return [];
    const named = label(name);
    return [
      {
        metric: alarm.metric,
        color: color ?? seriesColor(index),
        ...(named !== undefined && { label: named }),
      },
    ];
  });
  return graph({ title, lines, alarms });
}
