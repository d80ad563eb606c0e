import { defined } from "../../functions/shared/defined";
import type { AcceptedChange } from "./accepted";
import { effectsOf, type Effects } from "./in-place";
import { permissionChanges, type PermissionChange } from "./permissions";
import {
  nameOf,
  resourceOf,
  type PolicyFinding,
  type Preview,
  type PreviewStep,
  type StepState,
} from "./preview";
import { renamed } from "./renamed";
import { newServices } from "./services";
import { lossOf } from "./stateful";

/** What can happen to a resource, most serious first. */
export const actions = ["replace", "delete", "update", "create"] as const;
export type Action = (typeof actions)[number];

/** A change of one resource. */
export interface ResourceChange {
  action: Action;
  /** `<type token>::<logical name>`. */
  resource: string;
  urn: string;
  /** Paths of the changed properties; empty for a created or deleted resource. */
  properties: readonly string[];
  /** Properties that force a replacement. */
  because: readonly string[];
  /** What is lost. */
  loss?: string;
  /** Effects on data or users that refuse nothing. */
  reports?: readonly string[];
  /** The entry that accepts the loss. */
  accepted?: AcceptedChange;
}

/** What a change of the program does to a stack, and the verdict. Serializable as JSON. */
export interface ChangeSummary {
  /** Number of resources by action. */
  counts: Readonly<Record<Action | "same", number>>;
  /** By seriousness; losses first within an action. */
  changes: readonly ResourceChange[];
  permissions: readonly PermissionChange[];
  policies: readonly PolicyFinding[];
  /** AWS services that no resource of the stack has been of, e.g. `sqs`. */
  services: readonly string[];
  /** Why the change is refused; empty: it is allowed. */
  problems: readonly string[];
  /** Remarks that refuse nothing. */
  notes: readonly string[];
}

/** What {@link judge} needs. */
export interface JudgeArgs {
  preview: Preview;
  policies?: readonly PolicyFinding[];
  /** Intended losses. */
  accepted: readonly AcceptedChange[];
  /** Version of the previewed program. */
  version: string;
  /** e.g. `prod`. */
  stage: string;
}

const actionOf: Readonly<Record<string, Action | "same">> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
};

/** Judges a preview: what it changes, and whether that is allowed. */
export function judge({ preview, policies = [], accepted, version, stage }: JudgeArgs): ChangeSummary {
  const applicable = accepted.filter((one) => one.stages?.includes(stage) ?? true);
  const steps = oneByResource(preview.steps);
  const changes = steps.flatMap((step) => changeOf(step, applicable, steps)).sort(bySeriousness);
  const counts = { replace: 0, delete: 0, update: 0, create: 0, same: 0 };
  for (const { op } of steps) counts[actionOf[op] ?? "same"]++;
  const lost = changes.filter(({ loss, accepted: reason }) => loss !== undefined && reason === undefined);
  const stale = accepted.filter((one) => one.version !== version);
  const unused = applicable.filter(
    (one) => !stale.includes(one) && !changes.some((change) => change.accepted === one),
  );
  return {
    counts,
    changes,
    permissions: permissionChanges(steps),
    policies,
    services: newServices(steps),
    problems: [
      ...lost.map(describeLoss),
      ...renamed(steps),
      ...stale.map(
        (one) =>
          `ops/changes/accepted.ts is stale: ${one.resource} is accepted for version ${one.version}, but this is version ${version}`,
      ),
      ...policies
        .filter(({ level }) => level === "mandatory")
        .map(
          ({ policy, urn, message }) =>
            `policy ${policy}${urn === undefined ? "" : ` on ${nameOf(urn)}`}: ${message}`,
        ),
      ...engineErrors(preview, changes, policies),
    ],
    notes: [
      ...preview.steps
        .filter(losesProtection)
        .map(({ urn }) => `${resourceOf(urn)} is no longer protected from deletion`),
      ...changes.flatMap(({ resource, reports = [] }) => reports.map((report) => `${resource} ${report}`)),
      ...unused.map(
        (one) =>
          `ops/changes/accepted.ts accepts the loss of ${one.resource}, which this change does not cause`,
      ),
    ],
  };
}

/** One step for each cloud resource: a replacement may have three. Leaves out components, providers and the stack. */
function oneByResource(steps: readonly PreviewStep[]): PreviewStep[] {
  const found = new Map<string, PreviewStep>();
  for (const step of steps) {
    const state = step.newState ?? step.oldState;
    if (state?.custom === false || (state?.type ?? "").startsWith("pulumi:")) continue;
    const earlier = found.get(step.urn);
    const replaced = earlier !== undefined && actionOf[earlier.op] === "replace";
    found.set(step.urn, replaced ? { ...step, ...earlier, op: "replace" } : step);
  }
  return [...found.values()];
}

function changeOf(
  step: PreviewStep,
  accepted: readonly AcceptedChange[],
  steps: readonly PreviewStep[],
): ResourceChange[] {
  const action = actionOf[step.op] ?? "same";
  if (action === "same") return [];
  const resource = resourceOf(step.urn);
  const { losses, reports } = lossesOf(step, action, steps);
  const loss = losses.length === 0 ? undefined : losses.join(", and ");
  const reason =
    loss === undefined
      ? undefined
      : accepted.find((one) => one.resource === resource && one.change === action);
  return [
    defined({
      action,
      resource,
      urn: step.urn,
      properties: Object.keys(step.detailedDiff ?? {}).sort(),
      because: step.replaceReasons ?? [],
      loss,
      reports: reports.length === 0 ? undefined : reports,
      accepted: reason,
    }),
  ];
}

function lossesOf(step: PreviewStep, action: Action, steps: readonly PreviewStep[]): Effects {
  if (action === "delete" && step.oldState?.retainOnDelete === true) return { losses: [], reports: [] };
  const whole = ["replace", "delete"].includes(action)
    ? lossOf(resourceOf(step.urn).split("::")[0] ?? "")
    : undefined;
  return whole === undefined ? effectsOf(step, steps) : { losses: [whole], reports: [] };
}

function bySeriousness(a: ResourceChange, b: ResourceChange): number {
  const rank = ({ action, loss }: ResourceChange): number =>
    actions.indexOf(action) * 2 + (loss === undefined ? 1 : 0);
  return rank(a) - rank(b) || (a.resource < b.resource ? -1 : 1);
}

function describeLoss({ action, resource, because, properties, loss }: ResourceChange): string {
  const causes = because.length > 0 ? because : properties;
  const why = causes.length === 0 ? "" : ` because ${causes.join(", ")} changes`;
  return (
    `${resource} would be ${action}d${why}, and lose ${loss ?? ""}. ` +
    "If that is intended, accept it in ops/changes/accepted.ts (docs/rehearsals.md)"
  );
}

function losesProtection({ op, oldState, newState }: PreviewStep): boolean {
  if (op.startsWith("delete") || oldState === undefined || newState === undefined) return false;
  const [before, after] = [guards(oldState), guards(newState)];
  return before.some((guard, i) => guard && after[i] !== true);
}

/** What keeps a resource or its contents from deletion: Pulumi, the service, or contents that are not empty. */
function guards({ protect, inputs = {} }: StepState): boolean[] {
  const { deletionProtection, deletionProtectionEnabled, forceDelete, forceDestroy } = inputs;
  return [
    protect === true,
    deletionProtectionEnabled === true,
    deletionProtection === true || deletionProtection === "ACTIVE",
    forceDestroy !== true && forceDelete !== true,
  ];
}

/** Errors of the engine, without those about protected resources whose loss is a problem already. */
function engineErrors(
  { diagnostics }: Preview,
  changes: readonly ResourceChange[],
  policies: readonly PolicyFinding[],
): string[] {
  const reported = new Set(changes.flatMap(({ urn, loss, accepted }) => (loss && !accepted ? [urn] : [])));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const own = errors.filter(
    ({ urn, message }) => urn === undefined || !reported.has(urn) || !/protect/.test(message),
  );
  // "error: preview failed" adds nothing to its cause.
  const causes = own.filter(({ message }) => !/^(error: )?preview failed\s*$/.test(message));
  const explained = reported.size > 0 || policies.some(({ level }) => level === "mandatory");
  const shown = causes.length > 0 || explained || errors.length === 0 ? causes : own;
  return shown.map(
    ({ urn, message }) =>
      `${urn === undefined ? "" : `${resourceOf(urn)}: `}${message.replace(/^error: /, "").trim()}`,
  );
}
