import * as z from "zod/mini";

/**
 * A message of CloudWatch about an alarm: of one metric, of metric math, or composite. Fields that only describe the
 * alarm are optional.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
const alarmMessage = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.nullish(z.string()),
  NewStateValue: z.string(),
  NewStateReason: z.optional(z.string()),
  OldStateValue: z.optional(z.string()),
  StateChangeTime: z.string(),
  Trigger: z.nullish(
    z.object({
      Namespace: z.optional(z.string()),
      MetricName: z.optional(z.string()),
      Statistic: z.nullish(z.string()),
      ExtendedStatistic: z.nullish(z.string()),
      // The local cloud sends them in another form.
      Dimensions: z.catch(z.optional(z.array(z.object({ name: z.string(), value: z.string() }))), []),
      Metrics: z.optional(
        z.array(
          z.object({
            Expression: z.optional(z.string()),
            Label: z.optional(z.string()),
            ReturnData: z.optional(z.boolean()),
          }),
        ),
      ),
      Period: z.optional(z.number()),
      EvaluationPeriods: z.optional(z.number()),
      DatapointsToAlarm: z.optional(z.number()),
      ComparisonOperator: z.optional(z.string()),
      Threshold: z.optional(z.number()),
    }),
  ),
  /** Of a composite alarm: the alarms that changed its state. */
  TriggeringChildren: z.optional(z.array(z.object({ Arn: z.string() }))),
});

/** See {@link alarmMessage}. */
export type AlarmMessage = z.infer<typeof alarmMessage>;

/**
 * A message of Cost Anomaly Detection.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
 */
const anomalyMessage = z.object({
  anomalyId: z.string(),
  anomalyStartDate: z.string(),
  anomalyDetailsLink: z.string(),
  impact: z.object({
    totalImpact: z.number(),
    totalActualSpend: z.optional(z.number()),
    totalExpectedSpend: z.optional(z.number()),
  }),
  rootCauses: z.optional(
    z.array(
      z.object({
        service: z.optional(z.string()),
        region: z.optional(z.string()),
        usageType: z.optional(z.string()),
      }),
    ),
  ),
});

/** See {@link anomalyMessage}. */
export type AnomalyMessage = z.infer<typeof anomalyMessage>;

/** The lines `name: value` of a message of AWS Budgets, which is plain text, by lower-case name. */
export type BudgetMessage = Readonly<Record<string, string>>;

/** What a message on an alert topic reports. */
export type AlertEvent =
  | { kind: "alarm"; alarm: AlarmMessage }
  | { kind: "budget"; budget: BudgetMessage }
  | { kind: "anomaly"; anomaly: AnomalyMessage }
  | { kind: "other"; text: string };

/** Recognises a message. Never throws: what is not recognised is passed on as it is. */
export function readEvent(text: string): AlertEvent {
  const json = parse(text);
  const alarm = alarmMessage.safeParse(json);
  if (alarm.success) return { kind: "alarm", alarm: alarm.data };
  const anomaly = anomalyMessage.safeParse(json);
  if (anomaly.success) return { kind: "anomaly", anomaly: anomaly.data };
  const budget = readBudget(text);
  if (budget["budget name"] !== undefined) return { kind: "budget", budget };
  return { kind: "other", text };
}

function readBudget(text: string): BudgetMessage {
  const lines = text.matchAll(/^([A-Za-z ]+): (.+)$/gm);
  return Object.fromEntries(
    [...lines].map(([, name = "", value = ""]) => [name.toLowerCase(), value.trim()]),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
