import { UNKNOWN } from "../lib/plain";
import { resourceRule } from "../lib/rule";

/** Requires a limited retention of logs. */
export const logRetention = resourceRule<{ minimumDays: number; maximumDays: number }>({
  name: "log-retention",
  severity: "medium",
  describe: "Log groups have a retention of 7 to 30 days.",
  why:
    "CloudWatch keeps logs forever by default: costs grow each month, and personal data is never erased. Logs " +
    "kept for less than a week are gone before anybody looks.",
  fix: "Set retentionInDays to 7, 14 or 30.",
  parameters: {
    minimumDays: {
      type: "integer",
      description: "Shortest accepted retention, in days.",
      default: 7,
      minimum: 1,
    },
    maximumDays: {
      type: "integer",
      description: "Longest accepted retention, in days.",
      default: 30,
      minimum: 1,
    },
  },
  appliesTo: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ props }, { parameters: { minimumDays, maximumDays } }) => {
    const days = props["retentionInDays"];
    if (days === UNKNOWN) {
      return [{ id: "Unknown::retentionInDays", what: "its retention is not known at preview" }];
    }
    if (typeof days !== "number" || days === 0) return [{ id: "for-ever", what: "keeps logs forever" }];
    if (days >= minimumDays && days <= maximumDays) return [];
    return [
      {
        id: `retentionInDays::${String(days)}`,
        what: `keeps logs for ${String(days)} days, not ${String(minimumDays)} to ${String(maximumDays)}`,
      },
    ];
  },
});
