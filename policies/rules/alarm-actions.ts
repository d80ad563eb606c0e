import { childrenOf } from "../lib/alarms";
import { UNKNOWN, listOf, type Plain } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import type { Stack, StackResource } from "../lib/stack";

const METRIC = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** Requires actions and a description on alarms. */
export const alarmActions = stackRule<{ enabled: boolean; okActions: boolean }>({
  name: "alarm-actions",
  severity: "medium",
  describe: "Every alarm notifies somebody and has a description.",
  why: "An alarm without actions notifies nobody. Without a description, the person on call does not know what to do.",
  fix:
    "Set alarmActions and okActions to the alerts topic, and alarmDescription to what is wrong and what to do. Or name the " +
    "alarm in the rule of a composite alarm that has actions.",
  details: `A metric alarm needs no actions if the rule of a composite alarm of the stack names it in \`ALARM(…)\`, not negated, and
that composite alarm has actions.`,
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
  checkStack: (stack, { parameters }) => {
    const reported = reportedBy(stack);
    return stack
      .ofType(COMPOSITE, METRIC)
      .flatMap((resource) => findingsOf(resource, reported.has(resource.urn), parameters));
  },
});

function findingsOf(
  resource: StackResource,
  reported: boolean,
  parameters: { enabled: boolean; okActions: boolean },
): StackFinding[] {
  const { props } = resource;
  const found: StackFinding[] = [];
  if (!isSome(props["alarmActions"]) && !reported) {
    found.push({ id: "alarmActions", what: "has no alarmActions", resource });
  }
  if (parameters.okActions && !isSome(props["okActions"]) && !reported) {
    found.push({ id: "okActions", what: "has no okActions", resource });
  }
  if (parameters.enabled && props["actionsEnabled"] === false) {
    found.push({
      id: "actionsEnabled",
      what: "its actions are disabled",
      fix: "Set actionsEnabled: true.",
      resource,
    });
  }
  if (!isText(props["alarmDescription"])) {
    found.push({ id: "alarmDescription", what: "has no description", resource });
  }
  return found;
}

/** URNs of the metric alarms without actions that a composite alarm with actions reports. */
function reportedBy(stack: Stack): Set<string> {
  const silent = stack.ofType(METRIC).filter(({ props }) => !isSome(props["alarmActions"]));
  const composites = stack.ofType(COMPOSITE).filter(({ props }) => isSome(props["alarmActions"]));
  return new Set(composites.flatMap((composite) => childrenOf(composite, silent)).map(({ urn }) => urn));
}

function isSome(actions: Plain | undefined): boolean {
  return actions === UNKNOWN || listOf(actions).length > 0;
}

function isText(value: Plain | undefined): boolean {
  return value === UNKNOWN || (typeof value === "string" && value.trim() !== "");
}
