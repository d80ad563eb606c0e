import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { apiAccessLogs } from "./api-access-logs";

const type = "apigateway/stage:Stage";
const destinationArn = "arn:aws:logs:us-east-1:123456789012:log-group:api";

resourceCases(apiAccessLogs, [
  { name: "a stage with access logs", type, props: { accessLogSettings: { destinationArn, format: "{}" } } },
  {
    name: "a stage with an unknown log group",
    type,
    props: { accessLogSettings: { destinationArn: unknownString, format: "{}" } },
  },
  { name: "a stage without access logs", type, props: {}, findings: ["accessLogSettings"] },
  {
    name: "a stage without access logs where they are not required",
    type,
    props: {},
    parameters: { required: false },
  },
  {
    name: "an HTTP API stage without access logs",
    type: "apigatewayv2/stage:Stage",
    props: {},
    findings: ["accessLogSettings"],
  },
]);
