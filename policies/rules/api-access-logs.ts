import { at } from "../plain";
import { resourceRule } from "../rule";
import { isGiven } from "../stack";

/** Who called what is written down. */
export const apiAccessLogs = resourceRule<{ required: boolean }>({
  name: "api-access-logs",
  severity: "medium",
  describe: "Every stage of an API writes access logs.",
  why: "Calls that the gateway refuses reach no function, and leave no other trace: who tried what cannot be told.",
  fix: "Set accessLogSettings with the ARN of a log group and a JSON format with request id, route, status and caller.",
  parameters: {
    required: {
      type: "boolean",
      description: "Whether stages must write access logs.",
      default: true,
    },
  },
  appliesTo: ["aws:apigateway/stage:Stage", "aws:apigatewayv2/stage:Stage"],
  check: ({ props }, { parameters }) =>
    !parameters.required || isGiven(at(props, "accessLogSettings", "destinationArn"))
      ? []
      : [{ id: "accessLogSettings", what: "writes no access logs" }],
});
