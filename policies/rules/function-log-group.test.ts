import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
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
    name: "a group by the function's name",
    resources: [fn({ name: "health" }), group("/aws/lambda/health")],
  },
  {
    name: "a group that the function names",
    resources: [fn({ name: "health", loggingConfig: { logGroup: "/app" } }), group("/app")],
  },
  {
    name: "a function whose name is AWS's choice",
    resources: [fn({}), group(unknownString, { from: { name: "fn" } })],
  },
  { name: "no group", resources: [fn({ name: "health" })], findings: ["fn: no-log-group"] },
  {
    name: "the group of another",
    resources: [fn({ name: "health" }), group("/aws/lambda/login")],
    findings: ["fn: no-log-group"],
  },
]);
