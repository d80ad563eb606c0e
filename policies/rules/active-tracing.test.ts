import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { activeTracing } from "./active-tracing";

resourceCases(activeTracing, [
  {
    name: "a function that is traced",
    type: "lambda/function:Function",
    props: { tracingConfig: { mode: "Active" } },
  },
  {
    name: "a function that is traced when its caller is",
    type: "lambda/function:Function",
    props: { tracingConfig: { mode: "PassThrough" } },
    findings: ["tracingConfig.mode"],
  },
  {
    name: "a function of which nothing is said",
    type: "lambda/function:Function",
    props: {},
    findings: ["tracingConfig.mode"],
  },
  { name: "a stage that is traced", type: "apigateway/stage:Stage", props: { xrayTracingEnabled: true } },
  {
    name: "a stage that is not",
    type: "apigateway/stage:Stage",
    props: {},
    findings: ["xrayTracingEnabled"],
  },
  {
    name: "a stage of which it is not known",
    type: "apigateway/stage:Stage",
    props: { xrayTracingEnabled: unknownString },
    findings: ["Unknown::xrayTracingEnabled"],
  },
  {
    name: "a state machine that is traced",
    type: "sfn/stateMachine:StateMachine",
    props: { tracingConfiguration: { enabled: true } },
  },
  {
    name: "a GraphQL API that is not",
    type: "appsync/graphQLApi:GraphQLApi",
    props: { xrayEnabled: false },
    findings: ["xrayEnabled"],
  },
]);
