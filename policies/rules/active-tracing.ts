import { UNKNOWN, at, show, type Plain, type PlainObject } from "../plain";
import { resourceRule } from "../rule";

const traced: Readonly<
  Record<string, { property: string; on: Plain; value: (props: PlainObject) => unknown }>
> = {
  "aws:apigateway/stage:Stage": {
    property: "xrayTracingEnabled",
    on: true,
    value: (props) => props["xrayTracingEnabled"],
  },
  "aws:appsync/graphQLApi:GraphQLApi": {
    property: "xrayEnabled",
    on: true,
    value: (props) => props["xrayEnabled"],
  },
  "aws:lambda/function:Function": {
    property: "tracingConfig.mode",
    on: "Active",
    value: (props) => at(props, "tracingConfig", "mode"),
  },
  "aws:sfn/stateMachine:StateMachine": {
    property: "tracingConfiguration.enabled",
    on: true,
    value: (props) => at(props, "tracingConfiguration", "enabled"),
  },
};

/** A request can be followed from the gateway to the table. */
export const activeTracing = resourceRule({
  name: "active-tracing",
  severity: "low",
  describe: "Functions, APIs and state machines are traced with X-Ray.",
  why: "What a slow or failed request did, and where its time went, cannot be told from logs of single functions.",
  fix: "Turn tracing on: tracingConfig { mode: Active } of a function, xrayTracingEnabled of a stage.",
  appliesTo: Object.keys(traced),
  check: ({ type, props }) => {
    const rule = traced[type];
    if (rule === undefined) return [];
    const value = rule.value(props);
    if (value === rule.on) return [];
    const id = value === UNKNOWN ? `Unknown::${rule.property}` : rule.property;
    return [{ id, what: "is not traced", fix: `Set ${rule.property} to ${show(rule.on)}.` }];
  },
});
