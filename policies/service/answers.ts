import {
  AnalyzeDiagnostic,
  AnalyzerInfo,
  AnalyzeResponse,
  EnforcementLevel,
  PolicyConfigSchema,
  PolicyInfo,
  PolicySeverity,
  PolicyType,
  type ConfigureAnalyzerRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { isResourceRule, type Violation } from "../pack";
import { docsLink, type ParameterValues, type Rule, type Severity } from "../rule";
import type { Level, RuleConfiguration } from "./configuration";

/** What a pack is called in the engine's output. */
export interface PackName {
  name: string;
  version: string;
}

const levels: Record<Level, EnforcementLevel> = {
  advisory: EnforcementLevel.ADVISORY,
  mandatory: EnforcementLevel.MANDATORY,
  disabled: EnforcementLevel.DISABLED,
};

const severities: Record<Severity, PolicySeverity> = {
  low: PolicySeverity.POLICY_SEVERITY_LOW,
  medium: PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: PolicySeverity.POLICY_SEVERITY_CRITICAL,
};

/** What the engine is told about the pack before anything else: the rules, and what can be configured about each. */
export function analyzerInfo({ name, version }: PackName, rules: readonly Rule[]): AnalyzerInfo {
  return new AnalyzerInfo()
    .setName(name)
    .setVersion(version)
    .setSupportsconfig(true)
    .setPoliciesList(rules.map(policyInfo));
}

function policyInfo(rule: Rule): PolicyInfo {
  const info = new PolicyInfo()
    .setName(rule.name)
    .setDescription(rule.describe)
    .setEnforcementlevel(EnforcementLevel.MANDATORY)
    .setPolicyType(isResourceRule(rule) ? PolicyType.POLICY_TYPE_RESOURCE : PolicyType.POLICY_TYPE_STACK)
    .setSeverity(severities[rule.severity])
    .setRemediationSteps(rule.fix)
    .setUrl(docsLink(rule.name));
  if (rule.parameters === undefined) return info;
  return info.setConfigschema(new PolicyConfigSchema().setProperties(struct(rule.parameters)));
}

function struct(value: object): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** The findings, each at the level that its rule has. */
export function analyzeResponse(
  { name, version }: PackName,
  violations: readonly (Violation & { level: Level })[],
): AnalyzeResponse {
  return new AnalyzeResponse().setDiagnosticsList(
    violations.map(({ rule, message, urn, level }) => {
      const diagnostic = new AnalyzeDiagnostic()
        .setPolicyname(rule.name)
        .setPolicypackname(name)
        .setPolicypackversion(version)
        .setDescription(rule.describe)
        .setMessage(`${rule.describe}\n${message}`)
        .setEnforcementlevel(levels[level])
        .setSeverity(severities[rule.severity]);
      return urn === undefined ? diagnostic : diagnostic.setUrn(urn);
    }),
  );
}

/** What the engine configures, rule by rule. */
export function readConfiguration(request: ConfigureAnalyzerRequest): Record<string, RuleConfiguration> {
  const found: Record<string, RuleConfiguration> = {};
  request.getPolicyconfigMap().forEach((config, name) => {
    found[name] = {
      level: readLevel(config.getEnforcementlevel()),
      parameters: (config.getProperties()?.toJavaScript() ?? {}) as ParameterValues,
    };
  });
  return found;
}

/** No rule here remediates: where that is asked for, a finding is one all the same. */
function readLevel(level: EnforcementLevel | undefined): Level {
  switch (level) {
    case EnforcementLevel.ADVISORY:
      return "advisory";
    case EnforcementLevel.DISABLED:
      return "disabled";
    case EnforcementLevel.MANDATORY:
    case EnforcementLevel.REMEDIATE:
    case undefined:
      return "mandatory";
  }
}
