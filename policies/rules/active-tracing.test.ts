import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { activeTracing } from "./active-tracing";

resourceCases(activeTracing, [
  {
    name: "a function with active tracing",
    type: "lambda/function:Function",
    props: { tracingConfig: { mode: "Active" } },
  },
  {
    name: "a function with PassThrough tracing",
    type: "lambda/function:Function",
    props: { tracingConfig: { mode: "PassThrough" } },
    findings: ["tracingConfig.mode"],
  },
  {
    name: "a function without tracing configuration",
    type: "lambda/function:Function",
    props: {},
    findings: ["tracingConfig.mode"],
  },
  { name: "a stage with tracing", type: "apigateway/stage:Stage", props: { xrayTracingEnabled: true } },
  {
    name: "a stage without tracing",
    type: "apigateway/stage:Stage",
    props: {},
    findings: ["xrayTracingEnabled"],
  },
  {
    name: "a stage with unknown tracing",
    type: "apigateway/stage:Stage",
    props: { xrayTracingEnabled: unknownString },
    findings: ["Unknown::xrayTracingEnabled"],
  },
  {
    name: "a state machine with tracing",
    type: "sfn/stateMachine:StateMachine",
    props: { tracingConfiguration: { enabled: true } },
  },
  {
    name: "a GraphQL API without tracing",
    type: "appsync/graphQLApi:GraphQLApi",
    props: { xrayEnabled: false },
    findings: ["xrayEnabled"],
  },
]);
