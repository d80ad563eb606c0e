import { every, messagingMetrics, platformMetrics } from "../metrics";
import type { AlarmTable } from "./alarm";
import { hours } from "./time";

/** Dollars a month for text messages. */
const SMS_BUDGET = 50;

/** Alarms of text messages and e-mail. @param codesPerHour codes that the stage sends in an hour at most. */
export function messagingAlarms(stage: string, codesPerHour: number): AlarmTable {
  const codes = Math.floor(0.8 * codesPerHour);
  return {
    "sms-spend": {
      metric: messagingMetrics.smsSpend,
      above: SMS_BUDGET,
      dataPoints: [1, 1],
      // SNS publishes the sum when it sends a message.
      missing: "ignore",
      severity: "warning",
      description: `Text messages cost more than ${String(SMS_BUDGET)} USD this month.`,
    },
    "codes-near-limit": {
      metric: every(hours(1), platformMetrics(stage).events.CodesSent),
      above: codes,
      dataPoints: [1, 1],
      severity: "critical",
      description:
        `The stage sent more than ${String(codes)} sign-in codes in an hour, 80 % of its limit. At the limit, nobody can ` +
        "sign in. Many codes to few countries are an attack that costs money.",
    },
    "sms-failing": {
      metric: every(hours(1), messagingMetrics.smsFailureShare({ messages: 10 })),
      above: 20,
      dataPoints: [1, 1],
      severity: "warning",
      description: "More than 20 % of at least 10 text messages in an hour were not delivered.",
    },
    // AWS reviews an account at these rates, and may stop its e-mail at 10 % and 0.5 %.
    "email-bounces": {
      metric: messagingMetrics.bounceRate,
      above: 0.05,
      dataPoints: [1, 1],
      missing: "ignore",
      severity: "warning",
      description: "More than 5 % of the e-mails bounce.",
      runbook: "email-reputation",
    },
    "email-complaints": {
      metric: messagingMetrics.complaintRate,
      above: 0.001,
      dataPoints: [1, 1],
      missing: "ignore",
      severity: "warning",
      description: "More than 0.1 % of the e-mails are marked as spam.",
      runbook: "email-reputation",
    },
  };
}
