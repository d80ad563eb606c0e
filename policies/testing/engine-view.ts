import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Exception } from "../exceptions";
import { Pack } from "../pack";
import type { Rule } from "../rule";
import { exceptionsCurrent } from "../rules/exceptions-current";
import { Analyzer } from "../service/analyzer";

/** A resource as a program would register it; {@link unknownString} stands for what is not known at preview. */
export interface Registered {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Default: project `sjc1990app`, stack `dev`. */
  urn?: string;
  /** The resource option. Default: false. */
  protect?: boolean;
  /** What each property is made from: names of other resources. */
  from?: Record<string, string | string[]>;
  /** Other resources that it depends on, by name. */
  dependsOn?: string[];
  /** Properties of its provider, as the engine has them: text. Default: none. */
  provider?: Record<string, string>;
}

/** What the policy said. */
export interface Diagnostic {
  rule: string;
  level: "advisory" | "mandatory";
  message: string;
  urn: string;
}

/** How the engine marks a value that is not known yet. */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** How the engine marks a secret. */
export function secret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** How the engine shows an asset or an archive of a function. */
export function archive(file: string): unknown {
  return {
    "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
    hash: "0".repeat(64),
    assets: {
      [file]: {
        "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
        hash: "0",
        path: file,
      },
    },
  };
}

/** What {@link analyze} and {@link analyzeStack} take beside rules and resources. */
export interface ViewOptions {
  exceptions?: readonly Exception[];
  /** Default: 25 November 2026. */
  today?: Date;
  /** As in a file for `--policy-pack-config`. */
  config?: Record<string, string | Record<string, unknown>>;
}

/** The pack's service with these rules, as the engine would have configured it. */
export function openPack(rules: readonly Rule[], options: ViewOptions = {}): Analyzer {
  const { exceptions = [], today = new Date("2026-11-25T12:00:00Z"), config } = options;
  const service = new Analyzer({ name: "pack", version: "0.1.0" }, new Pack(rules, { exceptions, today }));
  if (config !== undefined) service.configure(configureRequest(rules, config).serializeBinary());
  return service;
}

/** What the engine makes of a configuration file: every rule with its level, and what was set about it. */
export function configureRequest(
  rules: readonly Rule[],
  config: Record<string, string | Record<string, unknown>>,
): analyzer.ConfigureAnalyzerRequest {
  const request = new analyzer.ConfigureAnalyzerRequest();
  const all = typeof config["all"] === "string" ? config["all"] : "mandatory";
  for (const name of new Set([...rules.map((rule) => rule.name), ...Object.keys(config)])) {
    const given = config[name] ?? {};
    const { enforcementLevel = all, ...properties } =
      typeof given === "string" ? { enforcementLevel: given } : given;
    const defaults = Object.entries(rules.find((rule) => rule.name === name)?.parameters ?? {});
    request
      .getPolicyconfigMap()
      .set(
        name,
        new analyzer.PolicyConfig()
          .setEnforcementlevel(levelOf(String(enforcementLevel)))
          .setProperties(
            struct({ ...Object.fromEntries(defaults.map(([k, p]) => [k, p.default])), ...properties }),
          ),
      );
  }
  return request;
}

function levelOf(name: string): analyzer.EnforcementLevel {
  const { ADVISORY, MANDATORY, DISABLED, REMEDIATE } = analyzer.EnforcementLevel;
  const level = { advisory: ADVISORY, mandatory: MANDATORY, disabled: DISABLED, remediate: REMEDIATE }[name];
  if (level === undefined) throw new Error(`the engine refuses the level "${name}"`);
  return level;
}

/** The request by which the engine shows one resource, before it makes it. */
export function analyzeRequest(resource: Registered): analyzer.AnalyzeRequest {
  const provider = providerOf(resource);
  const request = new analyzer.AnalyzeRequest()
    .setType(resource.type)
    .setName(resource.name)
    .setUrn(urnOf(resource))
    .setProperties(struct(resource.props))
    .setOptions(new analyzer.AnalyzerResourceOptions().setProtect(resource.protect ?? false));
  return provider === undefined ? request : request.setProvider(provider);
}

/** The request by which the engine shows a whole stack, at the end. */
export function analyzeStackRequest(resources: readonly Registered[]): analyzer.AnalyzeStackRequest {
  const urnNamed = (name: string): string => {
    const found = resources.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no resource "${name}" among those shown`);
    return urnOf(found);
  };
  return new analyzer.AnalyzeStackRequest().setResourcesList(
    resources.map((resource) => {
      const { from = {}, dependsOn = [] } = resource;
      const sources = Object.entries(from).map(([k, v]) => [k, [v].flat().map(urnNamed)] as const);
      const shown = new analyzer.AnalyzerResource()
        .setType(resource.type)
        .setName(resource.name)
        .setUrn(urnOf(resource))
        .setProperties(struct(resource.props))
        .setOptions(new analyzer.AnalyzerResourceOptions().setProtect(resource.protect ?? false))
        .setDependenciesList([
          ...new Set([...sources.flatMap(([, urns]) => urns), ...dependsOn.map(urnNamed)]),
        ]);
      for (const [property, urns] of sources) {
        shown
          .getPropertydependenciesMap()
          .set(property, new analyzer.AnalyzerPropertyDependencies().setUrnsList(urns));
      }
      const provider = providerOf(resource);
      return provider === undefined ? shown : shown.setProvider(provider);
    }),
  );
}

/** Shows one resource to the rules. */
export function analyze(rules: readonly Rule[], resource: Registered, options?: ViewOptions): Diagnostic[] {
  const answer = openPack(rules, options).analyze(analyzeRequest(resource).serializeBinary());
  return diagnostics(answer);
}

/** Shows a whole stack to the rules. */
export function analyzeStack(
  rules: readonly Rule[],
  resources: readonly Registered[],
  options: ViewOptions = {},
): Diagnostic[] {
  const service = openPack([...rules], options);
  return diagnostics(service.analyzeStack(analyzeStackRequest(resources).serializeBinary()));
}

/** The keys of findings, as an exception would name them, without the rule's name. */
export function ids(found: readonly Diagnostic[]): string[] {
  return found.map(
    ({ rule, message }) => /finding: (.*)/.exec(message)?.[1]?.replace(`${rule}: `, "") ?? message,
  );
}

/** The rules with the one that refuses stale exceptions. */
export function withExceptions(rules: readonly Rule[], exceptions: readonly Exception[]): Rule[] {
  return [...rules, exceptionsCurrent(exceptions)];
}

function providerOf({ type, provider }: Registered): analyzer.AnalyzerProviderResource | undefined {
  // A component has none.
  if (provider === undefined && !type.startsWith("aws:")) return undefined;
  return new analyzer.AnalyzerProviderResource()
    .setType("pulumi:providers:aws")
    .setName("default")
    .setUrn("urn:pulumi:dev::sjc1990app::pulumi:providers:aws::default")
    .setProperties(struct(provider ?? {}));
}

/** The URN that a resource has where it gives none. */
export function urnOf({ urn, type, name }: Registered): string {
  return urn ?? `urn:pulumi:dev::sjc1990app::sjc1990app:compute:LambdaFunction$${type}::${name}`;
}

function struct(props: Record<string, unknown>): Struct {
  return Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** What an answer of the service, or of the SDK's, says. */
export function diagnostics(answer: analyzer.AnalyzeResponse): Diagnostic[] {
  return answer.getDiagnosticsList().map((shown) => ({
    rule: shown.getPolicyname(),
    level: shown.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    message: shown.getMessage(),
    urn: shown.getUrn(),
  }));
}
