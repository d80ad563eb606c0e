import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { apiThrottling } from "./api-throttling";

const api = { type: "apigateway/restApi:RestApi", name: "api", props: { name: "api" } };
const stage = {
  type: "apigateway/stage:Stage",
  name: "stage",
  props: { restApi: unknownString, stageName: "dev" },
  from: { restApi: "api" },
};
const settings = (props: Record<string, unknown>) => ({
  type: "apigateway/methodSettings:MethodSettings",
  name: "settings",
  props: { restApi: unknownString, stageName: "dev", methodPath: "*/*", ...props },
  from: { restApi: "api" },
});
const limits = { throttlingRateLimit: 50, throttlingBurstLimit: 100 };

stackCases(apiThrottling, [
  { name: "a stage with limits", resources: [api, stage, settings({ settings: limits })] },
  { name: "a stage without settings", resources: [api, stage], findings: ["stage: stage"] },
  {
    name: "a stage with limits for one method only",
    resources: [api, stage, settings({ methodPath: "users/GET", settings: limits })],
    findings: ["stage: stage"],
  },
  {
    name: "a stage without limits next to one with limits",
    resources: [api, stage, settings({ stageName: "prod", settings: limits })],
    findings: ["stage: stage"],
  },
  {
    name: "a stage with limits of -1",
    resources: [api, stage, settings({ settings: { ...limits, throttlingRateLimit: -1 } })],
    findings: ["stage: stage"],
  },
  {
    name: "an HTTP API with limits",
    resources: [{ type: "apigatewayv2/stage:Stage", name: "http", props: { defaultRouteSettings: limits } }],
  },
  {
    name: "an HTTP API without limits",
    resources: [{ type: "apigatewayv2/stage:Stage", name: "http", props: {} }],
    findings: ["http: stage"],
  },
  {
    name: "usage plans with and without limits",
    resources: [
      {
        type: "apigateway/usagePlan:UsagePlan",
        name: "good",
        props: { throttleSettings: { rateLimit: 5, burstLimit: 9 } },
      },
      {
        type: "apigateway/usagePlan:UsagePlan",
        name: "bad",
        props: { quotaSettings: { limit: 9, period: "DAY" } },
      },
    ],
    findings: ["bad: usage-plan"],
  },
]);
