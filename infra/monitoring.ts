import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { version } from "../package.json";
import type { AlertTopics, DeadLetterQueue, LambdaFunction, Queue, RestApi, Table } from "./components";
import { firewallNames } from "./components/web-firewall";
import { currentStage } from "./config";
import { showDashboards } from "./dashboards";
import {
  apiAlarms,
  backgroundAlarms,
  composites,
  deadLetterAlarms,
  firewallAlarms,
  functionAlarms,
  messagingAlarms,
  minutes,
  queueAlarms,
  streamAlarms,
  tableAlarms,
  undeliveredAlarms,
  type AlarmRow,
  type AlarmTable,
} from "./lib/alarms";
import { alarmArgs, compositeArgs } from "./lib/alarms/arguments";
import { thingOf } from "./lib/names";
import { saveQueries } from "./queries";

/** What is watched. */
export interface Watched {
  api: RestApi;
  authorizer: LambdaFunction;
  /** All functions. */
  functions: readonly LambdaFunction[];
  /** Functions that no request waits for. */
  backgroundFunctions: readonly LambdaFunction[];
  /** Those of them that read a stream. */
  streamReaders: readonly LambdaFunction[];
  tables: readonly Table[];
  /** The queue that people who sign in wait for. */
  codesQueue: Queue;
  /** The other queues that functions work off. */
  queues: readonly Queue[];
  deadLetterQueues: readonly DeadLetterQueue[];
  /** Notifies people. */
  alerts: AlertTopics;
  /** What {@link alerts} could not deliver, and ARNs that reach people in another way. */
  undelivered: { deadLetters: DeadLetterQueue; actions: pulumi.Input<string>[] };
}

/** Alarms, dashboards and saved queries of the stage. See docs/decisions/0015-alarms-fit-low-traffic.md. */
export function watch(watched: Watched): { alarms: AlarmTable } {
  const stage = currentStage();
  const monitoring = new pulumi.ComponentResource("sjc1990app:observability:Monitoring", "monitoring");
  const former = formerParents(watched);
  const alarms = alarmTable(watched);

  const made = Object.entries(alarms).map(([name, row]) => {
    const parent = former.get(name);
    return new aws.cloudwatch.MetricAlarm(name, alarmArgs(name, row, stage, actionsOf(row, watched)), {
      parent: monitoring,
      ...(parent && { aliases: [{ parent }] }),
    });
  });

  // In the order of suppression: CloudWatch refuses a composite alarm whose suppressor does not exist.
  const composed: aws.cloudwatch.CompositeAlarm[] = [];
  for (const [name, row] of Object.entries(composites)) {
    const children = Object.keys(alarms).filter((child) => alarms[child]?.reportedBy === name);
    const args = compositeArgs(name, row, children, stage, watched.alerts.actions(row.severity));
    const opts = { parent: monitoring, dependsOn: [...made, ...composed] };
    composed.push(new aws.cloudwatch.CompositeAlarm(name, args, opts));
  }

  showDashboards(
    {
      ...stage,
      version,
      apiName: watched.api.apiName,
      tables: watched.tables,
      alarms,
      alarmNames: [...Object.keys(composites), ...Object.keys(alarms)],
    },
    monitoring,
  );
  const functionNames = watched.functions.map(({ functionName }) => functionName);
  saveQueries(stage.stage, { apiName: watched.api.apiName, functionNames }, monitoring);
  return { alarms };
}

/** ARNs that an alarm notifies itself. */
function actionsOf({ reportedBy, severity }: AlarmRow, { alerts, undelivered }: Watched) {
  if (reportedBy === undefined) return alerts.actions(severity);
  return reportedBy === "direct-email" ? undelivered.actions : [];
}

/** Alarms by name. */
function alarmTable(watched: Watched): AlarmTable {
  const config = currentStage();
  const { stage, region, webFirewall, signInLimits, healthCheckMinutes } = config;
  const thing = (name: string): string => thingOf(name, config);
  const undelivered = watched.undelivered.deadLetters;
  const firewall = firewallNames(thing(watched.api.apiName));
  const tables: AlarmTable[] = [
    apiAlarms(watched.api.apiName, stage, healthCheckMinutes),
    webFirewall === undefined ? {} : firewallAlarms(firewall.acl, firewall.rate, region),
    functionAlarms(watched.authorizer.functionName, stage),
    ...watched.backgroundFunctions.map(({ functionName }) =>
      backgroundAlarms(thing(functionName), functionName, stage),
    ),
    ...watched.streamReaders.map(({ functionName }) => streamAlarms(thing(functionName), functionName)),
    ...watched.tables.map(({ tableName, indexes }) => tableAlarms(thing(tableName), tableName, indexes)),
    // A code is valid for five minutes.
    queueAlarms(thing(watched.codesQueue.queueName), watched.codesQueue.queueName, {
      lateAfter: minutes(5),
      severity: "critical",
      reportedBy: "platform-unhealthy",
    }),
    // All attempts of a message take 48 minutes at most.
    ...watched.queues.map(({ queueName }) =>
      queueAlarms(thing(queueName), queueName, {
        lateAfter: minutes(60),
        severity: "warning",
        reportedBy: "platform-degraded",
      }),
    ),
    ...watched.deadLetterQueues.map(({ queueName, description }) =>
      deadLetterAlarms(thing(queueName), queueName, description),
    ),
    undeliveredAlarms(undelivered.queueName, undelivered.description),
    messagingAlarms(stage, signInLimits.perStage),
  ];
  return Object.assign({}, ...tables) as AlarmTable;
}

/**
 * Parents of alarms in earlier versions of the program, by name. Without these aliases, Pulumi would create the alarm and
 * then delete the former one, which has the same name: it would be gone.
 */
function formerParents({
  deadLetterQueues,
}: Pick<Watched, "deadLetterQueues">): Map<string, pulumi.Output<string>> {
  const alarm = (name: string, parent?: pulumi.Resource) =>
    [name, pulumi.createUrn(name, "sjc1990app:observability:Alarm", parent)] as const;
  const deadLetters = deadLetterQueues.map((queue) =>
    alarm(`${thingOf(queue.queueName, currentStage())}-not-empty`, queue),
  );
  return new Map([alarm("api-server-errors"), ...deadLetters]);
}
