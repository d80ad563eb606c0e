import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import type { Context, Property, ResourceType, State, Value, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  needed,
  number,
  object,
  objects,
  record,
  strings,
  tagList,
  tagRecord,
  tags,
  text,
} from "../shared";
import { setAlarmTags } from "./alarm-tags";

const actions: Property = { set: true };

const metricQuery: Record<string, Property> = {
  id: { required: true },
  expression: {},
  label: {},
  period: {},
  returnData: { default: false },
  accountId: {},
  metric: {
    of: {
      metricName: { required: true },
      namespace: {},
      period: { required: true },
      stat: { required: true },
      unit: {},
      dimensions: {},
    },
  },
};

/** An alarm on a metric, or on an expression over several. */
export const metricAlarm: ResourceType = {
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  properties: {
    name: { replace: true, autoname: true },
    alarmDescription: { default: "" },
    comparisonOperator: { required: true },
    evaluationPeriods: { required: true },
    datapointsToAlarm: {},
    threshold: {},
    thresholdMetricId: {},
    metricName: {},
    namespace: {},
    period: {},
    statistic: {},
    extendedStatistic: {},
    unit: {},
    dimensions: {},
    metricQueries: { set: true, of: metricQuery },
    actionsEnabled: { default: true },
    alarmActions: actions,
    okActions: actions,
    insufficientDataActions: actions,
    treatMissingData: { default: "missing" },
    // The emulator forgets it.
    evaluateLowSampleCountPercentiles: { writeOnly: true },
    tags,
  },
  stable: ["arn"],
  notFound: ["ResourceNotFound", "ResourceNotFoundException"],

  async create(inputs, context) {
    const client = context.clients.cloudWatch();
    await client.send(new PutMetricAlarmCommand({ ...request(inputs), Tags: tagList(inputs) }));
    return finish(() => readAlarm(needed(inputs, "name"), context, inputs));
  },

  read: readAlarm,

  async update(id, old, next, changed, context) {
    const client = context.clients.cloudWatch();
    const others = [...changed].some((name) => name !== "tags");
    return finish(
      () => readAlarm(id, context, next),
      // An update replaces the whole alarm.
      () => (others ? client.send(new PutMetricAlarmCommand(request(next))) : undefined),
      async () => {
        if (changed.has("tags"))
          await setAlarmTags(client, (await describe(client, id))?.AlarmArn, old, next);
      },
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.cloudWatch().send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
  },

  async locate(inputs, { clients }) {
    return (await describe(clients.cloudWatch(), needed(inputs, "name")))?.AlarmName;
  },
};

async function describe(client: CloudWatchClient, name: string): Promise<MetricAlarm | undefined> {
  return (await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
}

function request(inputs: Values): PutMetricAlarmCommandInput {
  const queries = objects(inputs, "metricQueries");
  return {
    AlarmName: needed(inputs, "name"),
    AlarmDescription: text(inputs, "alarmDescription"),
    ComparisonOperator: needed(inputs, "comparisonOperator") as "GreaterThanThreshold",
    EvaluationPeriods: number(inputs, "evaluationPeriods"),
    DatapointsToAlarm: number(inputs, "datapointsToAlarm"),
    Threshold: number(inputs, "threshold"),
    ThresholdMetricId: text(inputs, "thresholdMetricId"),
    MetricName: text(inputs, "metricName"),
    Namespace: text(inputs, "namespace"),
    Period: number(inputs, "period"),
    Statistic: text(inputs, "statistic") as "Sum" | undefined,
    ExtendedStatistic: text(inputs, "extendedStatistic"),
    Unit: text(inputs, "unit") as "Count" | undefined,
    ...("dimensions" in inputs && { Dimensions: dimensionList(inputs) }),
    ...(queries.length > 0 && { Metrics: queries.map(toQuery) }),
    ActionsEnabled: flag(inputs, "actionsEnabled") ?? true,
    AlarmActions: strings(inputs, "alarmActions"),
    OKActions: strings(inputs, "okActions"),
    InsufficientDataActions: strings(inputs, "insufficientDataActions"),
    TreatMissingData: text(inputs, "treatMissingData") ?? "missing",
    EvaluateLowSampleCountPercentile: text(inputs, "evaluateLowSampleCountPercentiles"),
  };
}

function toQuery(query: Values): MetricDataQuery {
  const metric = object(query, "metric");
  return {
    Id: needed(query, "id"),
    Expression: text(query, "expression"),
    Label: text(query, "label"),
    Period: number(query, "period"),
    ReturnData: flag(query, "returnData") ?? false,
    AccountId: text(query, "accountId"),
    ...("metric" in query && {
      MetricStat: {
        Metric: {
          MetricName: needed(metric, "metricName"),
          Namespace: text(metric, "namespace"),
          Dimensions: dimensionList(metric),
        },
        Period: number(metric, "period"),
        Stat: needed(metric, "stat"),
        Unit: text(metric, "unit") as "Count" | undefined,
      },
    }),
  };
}

const dimensionList = (inputs: Values) =>
  Object.entries(record(inputs, "dimensions")).map(([Name, Value]) => ({ Name, Value }));

const dimensionRecord = (
  response: { Name?: string | undefined; Value?: string | undefined }[] | undefined,
): Values => Object.fromEntries((response ?? []).map(({ Name = "", Value = "" }) => [Name, Value]));

async function readAlarm(id: string, { clients }: Context, last?: Values): Promise<State | undefined> {
  const client = clients.cloudWatch();
  const response = await describe(client, id);
  if (response === undefined) return undefined;
  const arn = response.AlarmArn ?? "";
  const live = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  const queries = (response.Metrics ?? []).map(fromQuery);
  return {
    id,
    inputs: compact({
      name: response.AlarmName,
      alarmDescription: response.AlarmDescription,
      comparisonOperator: response.ComparisonOperator,
      evaluationPeriods: response.EvaluationPeriods,
      datapointsToAlarm: response.DatapointsToAlarm,
      threshold: response.Threshold,
      ...(response.MetricName === undefined ? expression(queries, last) : metric(response)),
      actionsEnabled: response.ActionsEnabled,
      alarmActions: response.AlarmActions,
      okActions: response.OKActions,
      insufficientDataActions: response.InsufficientDataActions,
      treatMissingData: response.TreatMissingData ?? "missing",
      tags: tagRecord(live.Tags),
    }),
    outputs: { arn },
  };
}

const metric = (response: MetricAlarm) => ({
  metricName: response.MetricName,
  namespace: response.Namespace,
  period: response.Period,
  // The emulator reports `Average` beside a percentile.
  statistic: response.ExtendedStatistic === undefined ? response.Statistic : undefined,
  extendedStatistic: response.ExtendedStatistic,
  unit: response.Unit,
  dimensions: dimensionRecord(response.Dimensions),
});

/** An alarm over several metrics. The emulator does not return them, so their drift is not detected. */
const expression = (queries: Record<string, Value>[], last: Values | undefined) => ({
  metricQueries: queries.length > 0 ? queries : last?.["metricQueries"],
  thresholdMetricId: last?.["thresholdMetricId"],
});

function fromQuery(query: MetricDataQuery): Record<string, Value> {
  const stat = query.MetricStat;
  return compact({
    id: query.Id,
    expression: query.Expression,
    label: query.Label,
    period: query.Period,
    returnData: query.ReturnData,
    accountId: query.AccountId,
    metric:
      stat &&
      compact({
        metricName: stat.Metric?.MetricName,
        namespace: stat.Metric?.Namespace,
        period: stat.Period,
        stat: stat.Stat,
        unit: stat.Unit,
        dimensions: dimensionRecord(stat.Metric?.Dimensions),
      }),
  });
}
