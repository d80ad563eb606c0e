import { UserError } from "../../common/errors";

/** A resource as a step of a preview knows it, before or after. Secret inputs are masked by the CLI. */
export interface StepState {
  type: string;
  /** False for components. */
  custom?: boolean;
  /** Whether Pulumi refuses to delete or replace it. */
  protect?: boolean;
  /** Whether it stays in the cloud when it leaves the stack. */
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  /** URNs of what each input is made from. */
  propertyDependencies?: Record<string, readonly string[] | null>;
}

/** One step of `pulumi preview --json`, as far as it is of interest here. */
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

/** What `pulumi preview --json` says. */
export interface Preview {
  steps: readonly PreviewStep[];
  diagnostics: readonly PreviewDiagnostic[];
}

/** A finding of the policy pack. */
export interface PolicyFinding {
  /** Name of the rule. */
  policy: string;
  level: "advisory" | "mandatory";
  /** URN of the resource to blame; absent: the stack. */
  urn?: string;
  message: string;
}

/**
 * Reads what `pulumi preview --json` wrote on stdout, of a preview that failed too.
 * @throws UserError when the CLI got no further than to an error: its words are in it.
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
      "Mend what it says and run the same command again.",
    );
  }
}

interface EngineEvent {
  policyEvent?: { policyName: string; enforcementLevel: string; resourceUrn?: string; message: string };
}

/**
 * Findings of the policy pack in a log of the engine's events, one JSON document a line (`--event-log`): the preview's
 * own JSON is silent about them.
 */
export function readPolicyFindings(eventLog: string): PolicyFinding[] {
  const found = new Map<string, PolicyFinding>();
  for (const line of eventLog.split("\n")) {
    if (!line.includes('"policyEvent"')) continue;
    const { policyEvent } = JSON.parse(line) as EngineEvent;
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

/** Without the marks by which the engine colours its output, e.g. `<{%reset%}>`. */
function plain(text: string): string {
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
