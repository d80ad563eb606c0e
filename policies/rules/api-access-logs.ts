import { at } from "../lib/plain";
import { resourceRule } from "../lib/rule";
import { isGiven } from "../lib/stack";

/** Requires access logs on API stages. */
export const apiAccessLogs = resourceRule<{ required: boolean }>({
  name: "api-access-logs",
  severity: "medium",
  describe: "Every API stage writes access logs.",
  why: "Requests that API Gateway rejects never reach a function, so access logs are their only trace.",
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
