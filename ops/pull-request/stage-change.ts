import { defined } from "../../functions/shared/defined";
import { project } from "../../infra/lib/names";
import type { CheckResult } from "../checks";
import { resourceOf, type ChangeSummary, type PolicyFinding } from "../changes";
import type { Comparison, CostReport } from "../cost";
import type { RehearsalReport } from "../rehearse";
import { TEXT_MAX, type LiveChange, type PullRequestReport, type StageChange } from "./report";

/** Part of the report of a stage: its rehearsal, and the change of its cost if that could be estimated. */
export function stageChange(
  { stage, passed, steps, journeys, policies, changes }: RehearsalReport,
  cost?: { report: CostReport; comparison?: Comparison },
): StageChange {
  const failures = [
    ...steps.flatMap(({ name, outcome, details }) =>
      outcome === "failed" ? [[name, ...details].join(": ")] : [],
    ),
    ...journeys.flatMap((one) => (one.passed ? [] : [`${one.name}: ${one.reason ?? ""}`])),
  ];
  return {
    ...previewedChange(stage, policies, changes),
    passed,
    failures: failures.map((text) => shorten(withoutStage(text, stage))),
    ...(cost !== undefined && { cost: costChange(cost) }),
  };
}

/** Part of the report of a stage: its preview on AWS. */
export function liveChange(stage: string, summary: ChangeSummary): LiveChange {
  return previewedChange(stage, summary.policies, summary);
}

/** Part of the report of a stage: the checks before its deployment. */
export function checksOf(checks: readonly CheckResult[]): PullRequestReport["checks"] {
  const cut = (text?: string) => (text === undefined ? undefined : shorten(text));
  return checks.map(({ name, outcome, reason, next }) =>
    defined({ name, outcome, reason: cut(reason), next: cut(next) }),
  );
}

function previewedChange(
  stage: string,
  policies: readonly PolicyFinding[],
  changes: ChangeSummary | undefined,
): LiveChange {
  const cut = (text: string): string => shorten(withoutStage(text, stage));
  return {
    stage,
    ...(changes !== undefined && { counts: changes.counts }),
    changes: (changes?.changes ?? []).map(({ action, resource, properties, because, loss, accepted }) =>
      defined({
        action,
        resource: cut(resource),
        properties: (because.length > 0 ? because : properties).map(cut),
        loss: loss === undefined ? undefined : cut(loss),
        accepted: accepted === undefined ? undefined : cut(accepted.reason),
      }),
    ),
    problems: (changes?.problems ?? []).map(cut),
    notes: (changes?.notes ?? []).map(cut),
    permissions: (changes?.permissions ?? []).map(({ holder, kind, added, removed }) => ({
      ...{ holder: cut(holder), kind },
      ...{ added: added.map(cut), removed: removed.map(cut) },
    })),
    findings: policies.map(({ policy, level, urn, message }) =>
      defined({
        ...{ rule: cut(policy), level, message: cut(message) },
        resource: urn === undefined ? undefined : cut(resourceOf(urn)),
      }),
    ),
    services: [...(changes?.services ?? [])],
  };
}

function costChange({
  report,
  comparison,
}: {
  report: CostReport;
  comparison?: Comparison;
}): NonNullable<StageChange["cost"]> {
  const target = report.budgets.find(({ name }) => name === "monthly target")?.limit;
  const unchanged = { name: "total", before: report.total, after: report.total };
  return defined({
    total: comparison?.total ?? unchanged,
    services: comparison?.services ?? [],
    target,
  });
}

/** A text with `<stage>` in physical names, so that it is the same for all stages. */
function withoutStage(text: string, stage: string): string {
  return text
    .replaceAll(new RegExp(`\\b(${project}-[a-z0-9-]+?)-${stage}(?![a-z0-9])`, "g"), "$1-<stage>")
    .replaceAll(`/${project}/${stage}/`, `/${project}/<stage>/`);
}

/** Shortens a text to what a report may contain. */
function shorten(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX - 1)}…`;
}
