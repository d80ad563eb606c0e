import { at, isPlainArray, isPlainObject, jsonOf, listOf, type Plain, type PlainObject } from "../lib/plain";
import type { PriceName } from "./prices";
import { memoryOf, numberOf, scheduleRuns, type Traffic } from "./traffic";
import { coldStarts, HOURS } from "./usage";

/** A quantity of one price. */
export type Charge = readonly [price: PriceName, quantity: number];

const KB_PER_GB = 1024 * 1024;
const MB_PER_GB = 1024;

/** Metrics of a dashboard that is in the free allowance. */
const SMALL_DASHBOARD = 50;

/** Requests of one poller, which asks the queue and waits up to 20 s. */
const POLLS = (HOURS * 3600) / 20;

/** Calls of KMS for one table: DynamoDB keeps the table's key for five minutes. */
const TABLE_KEY_CALLS = HOURS * 12;

/** Requests that AWS X-Ray records a second, and the share of the others, by its default sampling rule. */
const SAMPLED = { perSecond: 1, share: 0.05 };

/** Size of a log in storage, compared with its ingestion. */
const COMPRESSED = 0.15;

/** What a resource causes in a month, by type without `aws:`. Each item of the price table is explained there. */
const charges: Readonly<Record<string, (props: PlainObject, traffic: Traffic) => readonly Charge[]>> = {
  "apigateway/stage:Stage": ({ xrayTracingEnabled }, { requests, usage }) => [
    ["apiRequests", requests],
    ["dataOut", (requests * usage.responseKB) / KB_PER_GB],
    ["traces", xrayTracingEnabled === true ? sampled(requests) : 0],
  ],
  "cloudfront/distribution:Distribution": (_, traffic) => {
    const { users, photoViews, photoViewKB, photoMisses } = traffic.usage;
    const views = traffic.share(users * photoViews, "aws:cloudfront/distribution:Distribution");
    return [
      ["photosOut", (views * photoViewKB) / KB_PER_GB],
      ["photoRequests", views],
      ["bucketReads", views * photoMisses],
    ];
  },
  "cloudwatch/compositeAlarm:CompositeAlarm": () => [["compositeAlarms", 1]],
  "cloudwatch/dashboard:Dashboard": ({ dashboardBody }) => [
    [metricsOfDashboard(dashboardBody) > SMALL_DASHBOARD ? "largeDashboards" : "dashboards", 1],
  ],
  "cloudwatch/logGroup:LogGroup": ({ name, retentionInDays }, traffic) => {
    const gigabytes = logOf(name, traffic) / KB_PER_GB;
    const months = numberOf(retentionInDays, 30) / 30;
    return [
      ["logs", gigabytes],
      ["logStorage", gigabytes * months * COMPRESSED],
    ];
  },
  "cloudwatch/metricAlarm:MetricAlarm": ({ period, metricQueries }) => {
    const metrics = listOf(metricQueries).flatMap((query) => at(query, "metric") ?? []);
    const seconds = [period, ...metrics.map((metric) => at(metric, "period"))];
    const fast = seconds.some((one) => typeof one === "number" && one < 60);
    return [[fast ? "fastAlarmMetrics" : "alarmMetrics", Math.max(1, metrics.length)]];
  },
  "dynamodb/table:Table": (props, traffic) => {
    const { usage, requests, events } = traffic;
    const share = (total: number): number => traffic.share(total, "aws:dynamodb/table:Table");
    const gigabytes = share(usage.users * usage.storedKB) / KB_PER_GB;
    return [
      ...throughput(props, share(requests + events), usage),
      ["tableStorage", gigabytes],
      ["tableBackups", at(props["pointInTimeRecovery"], "enabled") === true ? gigabytes : 0],
      // Without this block, DynamoDB uses a key of its own for free.
      ["keyRequests", at(props["serverSideEncryption"], "enabled") === true ? TABLE_KEY_CALLS : 0],
    ];
  },
  "kms/key:Key": () => [["keys", 1]],
  "lambda/eventSourceMapping:EventSourceMapping": ({ startingPosition, scalingConfig }) => {
    // Reads of a DynamoDB stream by Lambda are free.
    if (startingPosition !== undefined && startingPosition !== null) return [];
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    const pollers = at(scalingConfig, "maximumConcurrency") === undefined ? 2 : 5;
    return [["queueRequests", pollers * POLLS]];
  },
  "lambda/function:Function": ({ name, architectures, ...props }, traffic) => {
    const { invocations, ms } = traffic.calls(name);
    const duration = invocations * (ms / 1000) * memoryOf(props);
    const arm = listOf(architectures).includes("arm64");
    return [
      ["lambdaRequests", invocations],
      [arm ? "lambdaDuration" : "lambdaDurationX86", duration],
      // An instance decrypts its secrets when it starts.
      ["keyRequests", coldStarts(invocations)],
    ];
  },
  "route53/record:Record": (_, traffic) => [["hostedZones", traffic.share(1, "aws:route53/record:Record")]],
  "s3/bucket:Bucket": (_, traffic) => {
    const { users, photoMB, archivedMB, uploads } = traffic.usage;
    const share = (total: number): number => traffic.share(total, "aws:s3/bucket:Bucket");
    return [
      ["bucketStorage", share((users * photoMB) / MB_PER_GB)],
      ["bucketArchive", share((users * archivedMB) / MB_PER_GB)],
      // Upload, copy to the photos that are shown, copy to the archive.
      ["bucketWrites", share(users * uploads * 3)],
      ["bucketTransitions", share(users * uploads)],
    ];
  },
  "scheduler/schedule:Schedule": (props) => [["schedules", scheduleRuns(props)]],
  "sesv2/emailIdentity:EmailIdentity": (_, traffic) => {
    const { users, emails, alertMessages } = traffic.usage;
    return [
      ["emails", traffic.share(users * emails + alertMessages, "aws:sesv2/emailIdentity:EmailIdentity")],
    ];
  },
  "sns/topic:Topic": (_, traffic) => [
    ["topicRequests", traffic.share(traffic.usage.alertMessages, "aws:sns/topic:Topic")],
  ],
  "sns/topicSubscription:TopicSubscription": ({ protocol }, { usage }) =>
    protocol === "email" ? [["topicEmails", usage.alertMessages]] : [],
  // Send, receive and delete.
  "sqs/queue:Queue": (_, traffic) => [
    ["queueRequests", traffic.share(traffic.events * 3, "aws:sqs/queue:Queue")],
  ],
  "ssm/parameter:Parameter": ({ tier }) => [["advancedParameters", tier === "Advanced" ? 1 : 0]],
  "wafv2/webAcl:WebAcl": ({ rules }, traffic) => [
    ["webAcls", 1],
    ["webAclRules", listOf(rules).length],
    ["webAclRequests", traffic.share(traffic.requests, "aws:wafv2/webAcl:WebAcl")],
  ],
};

/** What a resource causes in a month; `undefined` if the table does not have its type. */
export function chargesOf(
  { type, props }: { type: string; props: PlainObject },
  traffic: Traffic,
): readonly Charge[] | undefined {
  return charges[type.replace(/^aws:/, "")]?.(props, traffic);
}

function throughput(
  { billingMode, readCapacity, writeCapacity }: PlainObject,
  calls: number,
  { readUnits, writeUnits }: Traffic["usage"],
): Charge[] {
  if (billingMode === "PAY_PER_REQUEST")
    return [
      ["tableReads", calls * readUnits],
      ["tableWrites", calls * writeUnits],
    ];
  return [
    ["tableReadCapacity", numberOf(readCapacity, 1) * HOURS],
    ["tableWriteCapacity", numberOf(writeCapacity, 1) * HOURS],
  ];
}

function sampled(requests: number): number {
  const first = HOURS * 3600 * SAMPLED.perSecond;
  return Math.min(requests, first) + SAMPLED.share * Math.max(0, requests - first);
}

/** Log of a group in a month, KB. */
function logOf(name: Plain | undefined, traffic: Traffic): number {
  if (typeof name !== "string") return 0;
  const { usage, requests } = traffic;
  if (name.startsWith("/aws/apigateway/")) return requests * usage.accessLogKB;
  return traffic.calls(name.replace("/aws/lambda/", "")).invocations * usage.logKB;
}

/** Different metrics that the widgets of a dashboard show. 0 if it is not known. */
function metricsOfDashboard(body: Plain | undefined): number {
  const shown = listOf(at(jsonOf(body), "widgets")).flatMap((widget) =>
    listOf(at(widget, "properties", "metrics")),
  );
  const metrics = shown.filter(isPlainArray).flatMap((metric) => {
    const names = metric.filter((part) => !isPlainObject(part));
    return names.length === 0 ? [] : [JSON.stringify(names)];
  });
  return new Set(metrics).size;
}
