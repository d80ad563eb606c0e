import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { alarmActions } from "./alarm-actions";

const type = "cloudwatch/metricAlarm:MetricAlarm";
const topic = "arn:aws:sns:us-east-1:123456789012:alerts";
const whole = { alarmActions: [topic], okActions: [topic], alarmDescription: "Logins fail." };

resourceCases(alarmActions, [
  { name: "an alarm with actions and description", type, props: whole },
  {
    name: "an alarm with an unknown topic",
    type,
    props: { ...whole, alarmActions: [unknownString] },
  },
  {
    name: "an alarm without actions",
    type,
    props: { alarmDescription: "Logins fail.", alarmActions: [] },
    findings: ["alarmActions", "okActions"],
  },
  {
    name: "an alarm without description",
    type,
    props: { ...whole, alarmDescription: " " },
    findings: ["alarmDescription"],
  },
  {
    name: "an alarm with disabled actions",
    type,
    props: { ...whole, actionsEnabled: false },
    findings: ["actionsEnabled"],
  },
  {
    name: "an alarm with disabled actions in a silent stage",
    type,
    props: { ...whole, actionsEnabled: false },
    parameters: { enabled: false },
  },
  {
    name: "an alarm without okActions where they are not required",
    type: "cloudwatch/compositeAlarm:CompositeAlarm",
    props: { alarmActions: [topic], alarmDescription: "Both fail." },
    parameters: { okActions: false },
  },
]);
