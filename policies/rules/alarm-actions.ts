import { UNKNOWN, listOf, type Plain } from "../plain";
import { resourceRule, type Finding } from "../rule";

/** Alarms reach somebody. */
export const alarmActions = resourceRule<{ enabled: boolean; okActions: boolean }>({
  name: "alarm-actions",
  severity: "medium",
  describe: "Every alarm has an action that reaches a person, and says what it is about.",
  why: "An alarm without an action rings in an empty room; one without a description wakes somebody who does not know why.",
  fix: "Set alarmActions and okActions to the topic of alerts, and alarmDescription to what is wrong and what to do.",
  parameters: {
    enabled: {
      type: "boolean",
      description: "Whether actions must be enabled. Turned off where alarms of a stage are to be silent.",
      default: true,
    },
    okActions: {
      type: "boolean",
      description: "Whether somebody must also learn that all is well again.",
      default: true,
    },
  },
  appliesTo: ["aws:cloudwatch/compositeAlarm:CompositeAlarm", "aws:cloudwatch/metricAlarm:MetricAlarm"],
  check: ({ props }, { parameters }) => {
    const found: Finding[] = [];
    if (!isSome(props["alarmActions"]))
      found.push({ id: "alarmActions", what: "tells nobody when it rings" });
    if (parameters.okActions && !isSome(props["okActions"])) {
      found.push({ id: "okActions", what: "tells nobody when all is well again" });
    }
    if (parameters.enabled && props["actionsEnabled"] === false) {
      found.push({
        id: "actionsEnabled",
        what: "has its actions turned off",
        fix: "Set actionsEnabled: true.",
      });
    }
    if (!isText(props["alarmDescription"]))
      found.push({ id: "alarmDescription", what: "does not say what is wrong" });
    return found;
  },
});

function isSome(actions: Plain | undefined): boolean {
  return actions === UNKNOWN || listOf(actions).length > 0;
}

function isText(value: Plain | undefined): boolean {
  return value === UNKNOWN || (typeof value === "string" && value.trim() !== "");
}
