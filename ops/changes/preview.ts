import type { EngineEvent } from "@pulumi/pulumi/automation";

import { UserError } from "../../common/errors";

/** A resource before or after a step. The CLI masks secret inputs. */
export interface StepState {
  type: string;
  /** False for components. */
  custom?: boolean;
  /** Whether Pulumi refuses to delete or replace it. */
  protect?: boolean;
  /** Whether the cloud keeps it when it leaves the stack. */
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  /** URNs of the resources that each input depends on. */
  propertyDependencies?: Record<string, readonly string[] | null>;
}

/** A step of `pulumi preview --json`, as far as it is needed here. */
export interface PreviewStep {
  /** e.g. `create`, `update`, `replace`, `delete`, `same`. */
  op: string;
  urn: string;
  oldState?: StepState;
  newState?: StepState;
  /** What changes, by path. */
  detailedDiff?: Record<string, { kind: string }> | null;
  /** Top-level properties that change. */
  diffReasons?: readonly string[];
  /** Top-level properties that make a replacement necessary. */
  replaceReasons?: readonly string[];
}

/** An error or a warning of the engine. */
export interface PreviewDiagnostic {
  urn?: string;
  message: string;
  /** `error`, `warning`, `info`. */
  severity: string;
}

/** The result of `pulumi preview --json`. */
export interface Preview {
  steps: readonly PreviewStep[];
  diagnostics: readonly PreviewDiagnostic[];
}

/** A finding of the policy pack. */
export interface PolicyFinding {
  /** Name of the rule. */
  policy: string;
  level: "advisory" | "mandatory";
  /** URN of the resource; absent: the stack. */
  urn?: string;
  message: string;
}

/**
 * Reads the output of `pulumi preview --json`, also of a failed preview.
 * @throws UserError when there is no result, with the CLI's message.
 */
export function readPreview({ stdout, stderr }: { stdout: string; stderr: string }): Preview {
  const start = stdout.indexOf("{");
  try {
    if (start === -1) throw new SyntaxError("no JSON");
    const { steps, diagnostics } = JSON.parse(stdout.slice(start)) as Partial<Preview>;
    return { steps: steps ?? [], diagnostics: diagnostics ?? [] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(
      `pulumi preview gave no result:\n${`${stdout}${stderr}`.trim()}`,
      "Fix the cause and run the command again.",
    );
  }
}

/** Findings of the policy pack among the events of the engine, each once. */
export function policyFindings(events: readonly Pick<EngineEvent, "policyEvent">[]): PolicyFinding[] {
  const found = new Map<string, PolicyFinding>();
  for (const { policyEvent } of events) {
    if (policyEvent === undefined) continue;
    const { policyName, enforcementLevel, resourceUrn = "" } = policyEvent;
    const finding: PolicyFinding = {
      policy: policyName,
      level: enforcementLevel === "mandatory" ? "mandatory" : "advisory",
      ...(resourceUrn === "" ? {} : { urn: resourceUrn }),
      message: plain(policyEvent.message),
    };
    found.set(JSON.stringify(finding), finding);
  }
  return [...found.values()];
}

/** Removes the colour marks of the engine's messages, e.g. `<{%reset%}>`. */
export function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}

/** `<type token>::<logical name>` of a URN `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
export function resourceOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`;
}

/** The logical name that a URN ends with. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
