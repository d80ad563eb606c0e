import { UNKNOWN } from "../plain";
import { resourceRule } from "../rule";

/** Logs are kept for a while, and not for ever. */
export const logRetention = resourceRule<{ minimumDays: number; maximumDays: number }>({
  name: "log-retention",
  severity: "medium",
  describe: "Log groups are kept for 7 to 30 days, never for ever.",
  why:
    "Kept for ever, which is what CloudWatch does by default, logs cost more each month, and personal data in them are " +
    "never erased. Kept for less than a week, they are gone before somebody looks.",
  fix: "Set retentionInDays to 7, 14 or 30.",
  parameters: {
    minimumDays: {
      type: "integer",
      description: "Days that logs are kept at least.",
      default: 7,
      minimum: 1,
    },
    maximumDays: {
      type: "integer",
      description: "Days that logs are kept at most.",
      default: 30,
      minimum: 1,
    },
  },
  appliesTo: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ props }, { parameters: { minimumDays, maximumDays } }) => {
    const days = props["retentionInDays"];
    if (days === UNKNOWN) {
      return [{ id: "Unknown::retentionInDays", what: "how long logs are kept is not known at preview" }];
    }
    if (typeof days !== "number" || days === 0) return [{ id: "for-ever", what: "keeps logs for ever" }];
    if (days >= minimumDays && days <= maximumDays) return [];
    return [
      {
        id: `retentionInDays::${String(days)}`,
        what: `keeps logs for ${String(days)} days, not ${String(minimumDays)} to ${String(maximumDays)}`,
      },
    ];
  },
});
