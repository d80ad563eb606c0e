import { every, queueMetrics, tableMetrics } from "../metrics";
import type { AlarmRow, AlarmTable } from "./alarm";
import { minutes } from "./time";

/** The alarm of a table. @param name its name, without project and stage. */
export function tableAlarms(name: string, tableName: string, indexes: readonly string[]): AlarmTable {
  return {
    [`${name}-throttled`]: {
      metric: tableMetrics(tableName, indexes).throttled,
      above: 0,
      dataPoints: [1, 1],
      severity: "warning",
      description: `DynamoDB throttled requests to the table ${tableName} or one of its indexes.`,
      runbook: "table-throttled",
      reportedBy: "platform-degraded",
    },
  };
}

/**
 * The alarm of a dead-letter queue. It notifies itself: messages wait there until somebody sends them again, also when
 * their cause is over.
 * @param name its name, without project and stage. @param effect what users miss meanwhile.
 */
export function deadLetterAlarms(name: string, queueName: string, effect: string): AlarmTable {
  return {
    [`${name}-not-empty`]: {
      metric: queueMetrics(queueName).visibleMessages,
      above: 0,
      dataPoints: [1, 1],
      severity: "warning",
      description: effect,
      runbook: "dead-letters",
    },
  };
}

/** The alarm of the dead-letter queue of notifications. @param effect what goes wrong meanwhile. */
export function undeliveredAlarms(queueName: string, effect: string): AlarmTable {
  return {
    "undelivered-alerts-not-empty": {
      metric: queueMetrics(queueName).visibleMessages,
      above: 0,
      dataPoints: [1, 1],
      severity: "critical",
      description: effect,
      runbook: "undelivered-alerts",
      reportedBy: "direct-email",
    },
  };
}

/**
 * The alarm of a queue that is not worked off.
 * @param name its name, without project and stage.
 * @param lateAfter age of the oldest message in seconds, longer than all its attempts take.
 */
export function queueAlarms(
  name: string,
  queueName: string,
  { lateAfter, ...more }: { lateAfter: number } & Pick<AlarmRow, "reportedBy" | "severity">,
): AlarmTable {
  return {
    [`${name}-delayed`]: {
      metric: every(minutes(5), queueMetrics(queueName).age),
      above: lateAfter,
      dataPoints: [1, 1],
      description: `A message waits in ${queueName} for more than ${String(lateAfter / 60)} minutes.`,
      runbook: "queue-delayed",
      ...more,
    },
  };
}
