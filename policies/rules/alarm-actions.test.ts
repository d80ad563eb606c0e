import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { alarmActions } from "./alarm-actions";

const topic = "arn:aws:sns:us-east-1:123456789012:alerts";
const whole = { name: "logins", alarmActions: [topic], okActions: [topic], alarmDescription: "Logins fail." };
const child = { name: "logins", alarmDescription: "Logins fail." };
const metric = (props: object, name = "logins") => ({
  type: "cloudwatch/metricAlarm:MetricAlarm",
  name,
  props: { ...props },
});
const composite = (alarmRule: unknown, more: object = {}, from?: Record<string, string>) => ({
  type: "cloudwatch/compositeAlarm:CompositeAlarm",
  name: "unhealthy",
  props: { ...whole, alarmName: "unhealthy", alarmRule, ...more },
  ...(from && { from }),
});
const silent = ["logins: alarmActions", "logins: okActions"];

stackCases(alarmActions, [
  { name: "an alarm with actions and description", resources: [metric(whole)] },
  {
    name: "an alarm with an unknown topic",
    resources: [metric({ ...whole, alarmActions: [unknownString] })],
  },
  { name: "an alarm without actions", resources: [metric({ ...child, alarmActions: [] })], findings: silent },
  {
    name: "an alarm without description",
    resources: [metric({ ...whole, alarmDescription: " " })],
    findings: ["logins: alarmDescription"],
  },
  {
    name: "an alarm with disabled actions",
    resources: [metric({ ...whole, actionsEnabled: false })],
    findings: ["logins: actionsEnabled"],
  },
  {
    name: "an alarm with disabled actions in a silent stage",
    resources: [metric({ ...whole, actionsEnabled: false })],
    parameters: { enabled: false },
  },
  {
    name: "a composite alarm without okActions where they are not required",
    resources: [composite('ALARM("other")', { okActions: [] })],
    parameters: { okActions: false },
  },
  {
    name: "a composite alarm without actions",
    resources: [composite('ALARM("other")', { alarmActions: [], okActions: [] })],
    findings: ["unhealthy: alarmActions", "unhealthy: okActions"],
  },
  {
    name: "an alarm that a composite alarm reports",
    resources: [metric(child), composite('ALARM("uploads") OR ALARM("logins")')],
  },
  {
    name: "an alarm that a composite alarm reports by its ARN",
    resources: [metric(child), composite("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:logins)")],
  },
  {
    name: "an alarm that a composite alarm with an unknown rule depends on",
    resources: [metric(child), composite(unknownString, {}, { alarmRule: "logins" })],
  },
  {
    name: "an alarm beside a composite alarm with an unknown rule",
    resources: [metric(child), composite(unknownString)],
    findings: silent,
  },
  {
    name: "an alarm whose name a composite alarm only starts with",
    resources: [metric(child), composite('ALARM("logins-slow")')],
    findings: silent,
  },
  {
    name: "an alarm whose state OK makes the composite alarm fire",
    resources: [metric(child), composite('OK("logins") OR NOT ALARM("logins")')],
    findings: silent,
  },
  {
    name: "an alarm that a composite alarm without actions names",
    resources: [metric(child), composite('ALARM("logins")', { alarmActions: [] })],
    findings: ["unhealthy: alarmActions", ...silent],
  },
  {
    name: "an alarm that a composite alarm reports, without description",
    resources: [metric({ name: "logins" }), composite('ALARM("logins")')],
    findings: ["logins: alarmDescription"],
  },
]);
