import { UNKNOWN, listOf, type Plain } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

/** Requires actions and a description on alarms. */
export const alarmActions = resourceRule<{ enabled: boolean; okActions: boolean }>({
  name: "alarm-actions",
  severity: "medium",
  describe: "Every alarm notifies somebody and has a description.",
  why: "An alarm without actions notifies nobody. Without a description, the person on call does not know what to do.",
  fix: "Set alarmActions and okActions to the alerts topic, and alarmDescription to what is wrong and what to do.",
  parameters: {
    enabled: {
      type: "boolean",
      description: "Whether actions must be enabled. Set to false for stages whose alarms are silent.",
      default: true,
    },
    okActions: {
      type: "boolean",
      description: "Whether okActions are required too.",
      default: true,
    },
  },
  appliesTo: ["aws:cloudwatch/compositeAlarm:CompositeAlarm", "aws:cloudwatch/metricAlarm:MetricAlarm"],
  check: ({ props }, { parameters }) => {
    const found: Finding[] = [];
    if (!isSome(props["alarmActions"])) found.push({ id: "alarmActions", what: "has no alarmActions" });
    if (parameters.okActions && !isSome(props["okActions"])) {
      found.push({ id: "okActions", what: "has no okActions" });
    }
    if (parameters.enabled && props["actionsEnabled"] === false) {
      found.push({
        id: "actionsEnabled",
        what: "its actions are disabled",
        fix: "Set actionsEnabled: true.",
      });
    }
    if (!isText(props["alarmDescription"]))
      found.push({ id: "alarmDescription", what: "has no description" });
    return found;
  },
});

function isSome(actions: Plain | undefined): boolean {
  return actions === UNKNOWN || listOf(actions).length > 0;
}

function isText(value: Plain | undefined): boolean {
  return value === UNKNOWN || (typeof value === "string" && value.trim() !== "");
}
