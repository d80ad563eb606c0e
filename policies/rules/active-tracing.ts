import { UNKNOWN, at, show, type Plain, type PlainObject } from "../lib/plain";
import { resourceRule } from "../lib/rule";

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

/** Requires X-Ray tracing. */
export const activeTracing = resourceRule({
  name: "active-tracing",
  severity: "low",
  describe: "Functions, API stages and state machines have X-Ray tracing on.",
  why: "Without a trace, the logs of single functions do not show where a slow or failed request spent its time.",
  fix: 'Turn tracing on: tracingConfig { mode: "Active" } for a function, xrayTracingEnabled for a stage.',
  appliesTo: Object.keys(traced),
  check: ({ type, props }) => {
    const rule = traced[type];
    if (rule === undefined) return [];
    const value = rule.value(props);
    if (value === rule.on) return [];
    const id = value === UNKNOWN ? `Unknown::${rule.property}` : rule.property;
    return [{ id, what: "X-Ray tracing is off", fix: `Set ${rule.property} to ${show(rule.on)}.` }];
  },
});
