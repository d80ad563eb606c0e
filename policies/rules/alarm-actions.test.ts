import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { alarmActions } from "./alarm-actions";

const type = "cloudwatch/metricAlarm:MetricAlarm";
const topic = "arn:aws:sns:us-east-1:123456789012:alerts";
const whole = { alarmActions: [topic], okActions: [topic], alarmDescription: "Logins fail." };

resourceCases(alarmActions, [
  { name: "an alarm that reaches somebody", type, props: whole },
  {
    name: "an alarm whose topic is still to be made",
    type,
    props: { ...whole, alarmActions: [unknownString] },
  },
  {
    name: "an alarm that reaches nobody",
    type,
    props: { alarmDescription: "Logins fail.", alarmActions: [] },
    findings: ["alarmActions", "okActions"],
  },
  {
    name: "an alarm without words",
    type,
    props: { ...whole, alarmDescription: " " },
    findings: ["alarmDescription"],
  },
  {
    name: "an alarm that is turned off",
    type,
    props: { ...whole, actionsEnabled: false },
    findings: ["actionsEnabled"],
  },
  {
    name: "an alarm that is turned off where the stage is silent",
    type,
    props: { ...whole, actionsEnabled: false },
    parameters: { enabled: false },
  },
  {
    name: "an alarm that does not tell when all is well, where nobody wants to know",
    type: "cloudwatch/compositeAlarm:CompositeAlarm",
    props: { alarmActions: [topic], alarmDescription: "Both fail." },
    parameters: { okActions: false },
  },
]);
