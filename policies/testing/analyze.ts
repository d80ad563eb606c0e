import * as sdk from "@pulumi/policy";
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import type { Exception } from "../lib/exceptions";
import { policiesOf } from "../lib/pack";
import type { Rule } from "../lib/rule";

/** A resource that a program registers. {@link unknownString} marks a value as unknown at preview. */
export interface Registered {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Default: project `sjc1990app`, stack `dev`. */
  urn?: string;
  /** The resource option `protect`. Default: false. */
  protect?: boolean;
  /** Names of the resources that a property depends on, by property. */
  from?: Record<string, string | string[]>;
  /** Names of other resources that it depends on. */
  dependsOn?: string[];
  /** Properties of its provider. Objects are JSON text, as the engine sends them. Default: none. */
  provider?: Record<string, string>;
}

/** A reported violation. */
export interface Violation {
  rule: string;
  message: string;
  /** Of the resource that a stack rule blames; empty where it blames the stack, and for resource rules. */
  urn: string;
}

/** What {@link analyze} and {@link analyzeStack} take beside rules and resources. */
export interface AnalyzeOptions {
  /** Default: none. */
  exceptions?: readonly Exception[];
  /** Default: 25 November 2026. */
  today?: Date;
  /** Parameters by rule. Default: the defaults of the rules. */
  config?: Record<string, Record<string, unknown>>;
}

/** The engine's marker for an unknown string, which the SDK refuses to read. */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The SDK's proxy that refuses to read unknown values, and its error. The SDK exports them without types. */
export const { unknownCheckingProxy, UnknownValueError } = sdk as unknown as {
  unknownCheckingProxy: <T extends object>(props: T) => T;
  UnknownValueError: new (marker: string, path: readonly string[]) => Error;
};

type Policy = ResourceValidationPolicy & Partial<StackValidationPolicy>;

/** Runs the policies of the rules on one resource, as the SDK does before it is created. */
export function analyze(rules: readonly Rule[], resource: Registered, options?: AnalyzeOptions): Violation[] {
  return run(rules, options, ({ validateResource }, args, report) => {
    if (typeof validateResource === "function")
      void validateResource({ ...shown(resource), ...args } as never, report);
  });
}

/** Runs the policies of the rules on a whole stack, as the SDK does after its resources. */
export function analyzeStack(
  rules: readonly Rule[],
  resources: readonly Registered[],
  options?: AnalyzeOptions,
): Violation[] {
  const all = resources.map(shown);
  const named = (name: string): PolicyResource => {
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no resource "${name}" in this stack`);
    return found;
  };
  resources.forEach(({ from = {}, dependsOn = [] }, i) => {
    const sources = Object.entries(from).map(([key, names]) => [key, [names].flat().map(named)] as const);
    const dependencies = [...sources.flatMap(([, list]) => list), ...dependsOn.map(named)];
    Object.assign(all[i] ?? {}, {
      dependencies: [...new Set(dependencies)],
      propertyDependencies: Object.fromEntries(sources),
    });
  });
  return run(rules, options, ({ validateStack }, args, report) => {
    void validateStack?.({ resources: all, ...args } as never, report);
  });
}

/** The ids of the findings, as exceptions name them, without the rule's name. */
export function ids(found: readonly Violation[]): string[] {
  return found.map(
    ({ rule, message }) => /finding: (.*)/.exec(message)?.[1]?.replace(`${rule}: `, "") ?? message,
  );
}

interface CommonArgs {
  getConfig: () => Record<string, unknown>;
  stackTags: ReadonlyMap<string, string>;
  notApplicable: () => never;
}

function run(
  rules: readonly Rule[],
  { exceptions = [], today = new Date("2026-11-25T12:00:00Z"), config = {} }: AnalyzeOptions = {},
  validate: (policy: Policy, args: CommonArgs, report: (message: string, urn?: string) => void) => void,
): Violation[] {
  const found: Violation[] = [];
  for (const policy of policiesOf(rules, { exceptions, today })) {
    const args: CommonArgs = {
      getConfig: () => config[policy.name] ?? {},
      stackTags: new Map(),
      notApplicable: () => {
        throw new Error("not applicable");
      },
    };
    validate(policy, args, (message, urn = "") =>
      found.push({ rule: policy.name, message: `${policy.description}\n${message}`, urn }),
    );
  }
  return found;
}

/** A resource as the SDK passes it on: reading an unknown value throws. A component has no provider. */
function shown({ type, name, props, urn, protect = false, provider }: Registered): PolicyResource {
  const hasProvider = provider !== undefined || type.startsWith("aws:");
  return {
    type,
    name,
    props: unknownCheckingProxy(props),
    urn: urn ?? `urn:pulumi:dev::sjc1990app::sjc1990app:compute:LambdaFunction$${type}::${name}`,
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: {},
      additionalSecretOutputs: [],
    } as never,
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
    ...(hasProvider && {
      provider: {
        type: "pulumi:providers:aws",
        name: "default",
        urn: "urn:pulumi:dev::sjc1990app::pulumi:providers:aws::default",
        props: unknownCheckingProxy(provider ?? {}),
      },
    }),
  };
}
