import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { apiAccessLogs } from "./api-access-logs";

const type = "apigateway/stage:Stage";
const destinationArn = "arn:aws:logs:us-east-1:123456789012:log-group:api";

resourceCases(apiAccessLogs, [
  { name: "a stage with access logs", type, props: { accessLogSettings: { destinationArn, format: "{}" } } },
  {
    name: "a stage whose log group is still to be made",
    type,
    props: { accessLogSettings: { destinationArn: unknownString, format: "{}" } },
  },
  { name: "a stage without", type, props: {}, findings: ["accessLogSettings"] },
  { name: "a stage without, where none are wanted", type, props: {}, parameters: { required: false } },
  {
    name: "a stage of an HTTP API without",
    type: "apigatewayv2/stage:Stage",
    props: {},
    findings: ["accessLogSettings"],
  },
]);
