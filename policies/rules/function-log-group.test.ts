import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { functionLogGroup } from "./function-log-group";

const fn = (props: Record<string, unknown>, more: object = {}) => ({
  type: "lambda/function:Function",
  name: "fn",
  props,
  ...more,
});
const group = (name: string, more: object = {}) => ({
  type: "cloudwatch/logGroup:LogGroup",
  name: "group",
  props: { name },
  ...more,
});

stackCases(functionLogGroup, [
  {
    name: "a log group with the function's name",
    resources: [fn({ name: "health" }), group("/aws/lambda/health")],
  },
  {
    name: "a log group in the function's loggingConfig",
    resources: [fn({ name: "health", loggingConfig: { logGroup: "/app" } }), group("/app")],
  },
  {
    name: "a function with a generated name",
    resources: [fn({}), group(unknownString, { from: { name: "fn" } })],
  },
  { name: "no log group", resources: [fn({ name: "health" })], findings: ["fn: no-log-group"] },
  {
    name: "the log group of another function",
    resources: [fn({ name: "health" }), group("/aws/lambda/login")],
    findings: ["fn: no-log-group"],
  },
]);
