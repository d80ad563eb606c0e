import type { AcceptedChange } from "./accepted";
import { permissionChanges, type PermissionChange } from "./permissions";
import {
  nameOf,
  resourceOf,
  type PolicyFinding,
  type Preview,
  type PreviewStep,
  type StepState,
} from "./preview";
import { lossOf, type Loss } from "./stateful";

/** What happens to a resource, the most serious first. */
export const actions = ["replace", "delete", "update", "create"] as const;
export type Action = (typeof actions)[number];

/** What happens to one resource of the cloud. */
export interface ResourceChange {
  action: Action;
  /** `<type token>::<logical name>`. */
  resource: string;
  urn: string;
  /** Paths of what changes; empty for what is made or deleted. */
  properties: readonly string[];
  /** Properties that make a replacement necessary. */
  because: readonly string[];
  /** What would be lost with it. */
  loss?: Loss;
  /** Why that is meant. */
  accepted?: AcceptedChange;
}

/** What a change of the program does to a stack, and what is to be said of it. Plain data: it is also the JSON form. */
export interface ChangeSummary {
  /** Resources of the cloud by what happens to them. */
  counts: Readonly<Record<Action | "same", number>>;
  /** Replacements and deletions first, in each the ones that lose something first. */
  changes: readonly ResourceChange[];
  permissions: readonly PermissionChange[];
  policies: readonly PolicyFinding[];
  /** Why the change is refused; empty: it is not. */
  problems: readonly string[];
  /** What a reader should know although nothing is refused. */
  notes: readonly string[];
}

/** What {@link judge} looks at. */
export interface JudgeArgs {
  preview: Preview;
  policies?: readonly PolicyFinding[];
  /** Losses that are meant. */
  accepted: readonly AcceptedChange[];
  /** Version of the program that is previewed. */
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

/** Tells what a preview would do, and whether it may. */
export function judge({ preview, policies = [], accepted, version, stage }: JudgeArgs): ChangeSummary {
  const meant = accepted.filter((one) => one.stages?.includes(stage) ?? true);
  const steps = oneByResource(preview.steps);
  const changes = steps.flatMap((step) => changeOf(step, meant)).sort(bySeriousness);
  const counts = { replace: 0, delete: 0, update: 0, create: 0, same: 0 };
  for (const { op } of steps) counts[actionOf[op] ?? "same"]++;
  const lost = changes.filter(({ loss, accepted: reason }) => loss !== undefined && reason === undefined);
  const stale = accepted.filter((one) => one.version !== version);
  const unused = meant.filter(
    (one) => !stale.includes(one) && !changes.some((change) => change.accepted === one),
  );
  return {
    counts,
    changes,
    permissions: permissionChanges(steps),
    policies,
    problems: [
      ...lost.map(describeLoss),
      ...renamed(steps),
      ...stale.map(
        (one) =>
          `ops/changes/accepted.ts is stale: ${one.resource} is accepted for version ${one.version}, and this is ${version}`,
      ),
      ...policies
        .filter(({ level }) => level === "mandatory")
        .map(
          ({ policy, urn, message }) =>
            `policy ${policy}${urn === undefined ? "" : ` on ${nameOf(urn)}`}: ${message}`,
        ),
      ...engineErrors(preview, changes),
    ],
    notes: [
      ...preview.steps
        .filter(losesProtection)
        .map(({ urn }) => `${resourceOf(urn)} is no longer protected from deletion`),
      ...unused.map(
        (one) => `ops/changes/accepted.ts accepts that ${one.resource} is lost; it is not by this change`,
      ),
    ],
  };
}

/** A replacement may be told in three steps. Components, providers and the stack itself are no resources of the cloud. */
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

function changeOf(step: PreviewStep, accepted: readonly AcceptedChange[]): ResourceChange[] {
  const action = actionOf[step.op] ?? "same";
  if (action === "same") return [];
  const resource = resourceOf(step.urn);
  const kept = step.oldState?.retainOnDelete === true;
  const loss =
    action === "replace" || (action === "delete" && !kept)
      ? lossOf(resource.split("::")[0] ?? "")
      : undefined;
  const reason =
    loss === undefined
      ? undefined
      : accepted.find((one) => one.resource === resource && one.change === action);
  return [
    {
      action,
      resource,
      urn: step.urn,
      properties: Object.keys(step.detailedDiff ?? {}).sort(),
      because: step.replaceReasons ?? [],
      ...(loss === undefined ? {} : { loss }),
      ...(reason === undefined ? {} : { accepted: reason }),
    },
  ];
}

function bySeriousness(a: ResourceChange, b: ResourceChange): number {
  const rank = ({ action, loss }: ResourceChange): number =>
    actions.indexOf(action) * 2 + (loss === undefined ? 1 : 0);
  return rank(a) - rank(b) || (a.resource < b.resource ? -1 : 1);
}

function describeLoss({ action, resource, because, loss }: ResourceChange): string {
  const why = because.length === 0 ? "" : `, because ${because.join(", ")} changes`;
  return (
    `${resource} would be ${action}d${why}: it would lose ${loss?.what ?? ""}. ` +
    "If the release means that, say so in ops/changes/accepted.ts (docs/rehearsals.md)"
  );
}

/** Types that a service tells apart by one name in the account, and the property that holds it. */
const named: Readonly<Record<string, string>> = {
  "aws:apigateway/domainName:DomainName": "domainName",
  "aws:cloudfront/cachePolicy:CachePolicy": "name",
  "aws:cloudfront/originAccessControl:OriginAccessControl": "name",
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "name",
  "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
  "aws:cloudwatch/eventRule:EventRule": "name",
  "aws:cloudwatch/logGroup:LogGroup": "name",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
  "aws:dynamodb/table:Table": "name",
  "aws:iam/policy:Policy": "name",
  "aws:iam/role:Role": "name",
  "aws:kms/alias:Alias": "name",
  "aws:lambda/function:Function": "name",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:scheduler/schedule:Schedule": "name",
  "aws:sesv2/configurationSet:ConfigurationSet": "configurationSetName",
  "aws:sesv2/emailIdentity:EmailIdentity": "emailIdentity",
  "aws:sns/topic:Topic": "name",
  "aws:sqs/queue:Queue": "name",
  "aws:ssm/parameter:Parameter": "name",
};

/**
 * Resources that the program calls otherwise than before, while the service calls them the same. The engine makes the
 * new one first and deletes the old one last: either the service refuses the one, or the other takes both away.
 */
function renamed(steps: readonly PreviewStep[]): string[] {
  const deleted = new Map<string, string>();
  for (const { op, urn, oldState } of steps) {
    const name = op === "delete" ? physicalNameOf(oldState) : undefined;
    if (name !== undefined) deleted.set(name, urn);
  }
  return steps.flatMap(({ op, urn, newState }) => {
    const name = op === "create" ? physicalNameOf(newState) : undefined;
    const former = name === undefined ? undefined : deleted.get(name);
    if (former === undefined) return [];
    return [
      `${resourceOf(urn)} takes the name of ${resourceOf(former)}, which goes only when it is made: give it an alias`,
    ];
  });
}

function physicalNameOf(state: StepState | undefined): string | undefined {
  const value = state?.inputs?.[named[state.type] ?? ""];
  return state !== undefined && typeof value === "string" ? `${state.type} ${value}` : undefined;
}

function losesProtection({ op, oldState, newState }: PreviewStep): boolean {
  return (
    !op.startsWith("delete") &&
    newState !== undefined &&
    oldState?.protect === true &&
    newState.protect !== true
  );
}

/** Errors of the engine, without its refusal to touch what is protected where that change is a problem already. */
function engineErrors({ diagnostics }: Preview, changes: readonly ResourceChange[]): string[] {
  const told = new Set(changes.flatMap(({ urn, loss, accepted }) => (loss && !accepted ? [urn] : [])));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const own = errors.filter(
    ({ urn, message }) => urn === undefined || !told.has(urn) || !/protect/.test(message),
  );
  // "error: preview failed" says nothing beside what made it fail.
  const telling = own.filter(({ message }) => !/^(error: )?preview failed\s*$/.test(message));
  const tell = telling.length > 0 || told.size > 0 || errors.length === 0 ? telling : own;
  return tell.map(
    ({ urn, message }) =>
      `${urn === undefined ? "" : `${resourceOf(urn)}: `}${message.replace(/^error: /, "").trim()}`,
  );
}
