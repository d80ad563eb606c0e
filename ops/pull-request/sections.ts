import { difference, usd } from "../cost/text";
import { code, tableHeader, tableRow, type Section } from "../markdown";
import type { BundleChange, LiveChange, OperationChange, PullRequestReport, StageChange } from "./report";

/** Something that several stages have in common. */
interface Shared<T> {
  item: T;
  stages: string[];
}

/** Lists what stages have in common once. @param itemsOf what a stage has. */
export function shared<Stage extends { stage: string }, T>(
  stages: readonly Stage[],
  itemsOf: (stage: Stage) => readonly T[],
): Shared<T>[] {
  const found = new Map<string, Shared<T>>();
  for (const one of stages)
    for (const item of itemsOf(one)) {
      const key = JSON.stringify(item);
      const entry = found.get(key) ?? { item, stages: [] };
      if (!entry.stages.includes(one.stage)) entry.stages.push(one.stage);
      found.set(key, entry);
    }
  return [...found.values()];
}

/** Names of stages, e.g. `dev`, `prod`. */
export const named = (stages: readonly string[]): string => stages.map(code).join(", ");

/** Previews, with the names of stages that the comment shows: the rehearsal, and the stage itself. */
export function previews({ stages, live }: PullRequestReport): LiveChange[] {
  return [...stages, ...live.map((one) => ({ ...one, stage: onAws(one.stage) }))];
}

/** What the comment calls a preview of the stage itself. */
export const onAws = (stage: string): string => `${stage} on AWS`;

/** The folded sections of the comment, in their order. */
export function sectionsOf(report: PullRequestReport): Section[] {
  const { stages, live } = report;
  const all = previews(report);
  return [
    resources(live, "On AWS"),
    resources(stages, live.length === 0 ? "Resources" : "In the rehearsal"),
    policies(all),
    permissions(all),
    checks(report.checks),
    costs(stages),
    bundles(report.bundles),
    operations(report.api),
    {
      title: `Migrations: ${String(report.migrations.length)} new`,
      header: tableHeader("migration", "phase", "what it does"),
      rows: report.migrations.map(({ name, phase, describe }) =>
        tableRow(code(name), code(phase), code(describe)),
      ),
    },
    {
      title: "Notes",
      header: [],
      rows: shared(all, ({ notes }) => notes).map(({ item, stages: of }) => `- ${named(of)}: ${code(item)}`),
    },
  ];
}

const past = { replace: "replaced", delete: "deleted", update: "updated", create: "created" } as const;
const order = ["replace", "delete", "update", "create"] as const;

function resources(stages: readonly LiveChange[], where: string): Section {
  const all = shared(stages, ({ changes }) => changes).sort(
    (a, b) => order.indexOf(a.item.action) - order.indexOf(b.item.action),
  );
  return {
    title: `${where}: ${String(all.length)} changed`,
    header: tableHeader("", "resource", "properties", "stages"),
    rows: all.map(({ item: { action, resource, properties }, stages: of }) =>
      tableRow(
        past[action],
        code(resource),
        properties.length === 0 ? "" : code(properties.join(", ")),
        named(of),
      ),
    ),
  };
}

function policies(stages: readonly LiveChange[]): Section {
  const all = shared(stages, ({ findings }) => findings).sort(
    (a, b) => Number(b.item.level === "mandatory") - Number(a.item.level === "mandatory"),
  );
  return {
    title: `Policies: ${String(all.length)} ${all.length === 1 ? "finding" : "findings"}`,
    header: tableHeader("level", "rule", "resource", "finding", "stages"),
    rows: all.map(({ item: { level, rule, resource = "the stack", message }, stages: of }) =>
      tableRow(level, code(rule), code(resource), code(message), named(of)),
    ),
  };
}

function permissions(stages: readonly LiveChange[]): Section {
  const rows = shared(stages, ({ permissions: all }) => all).flatMap(({ item, stages: of }) => {
    const { holder, kind, added, removed } = item;
    const row = (sign: string) => (grant: string) =>
      tableRow(sign, code(holder), kind, code(grant), named(of));
    return [...added.map(row("gains")), ...removed.map(row("loses"))];
  });
  // What is gained matters more.
  rows.sort((a, b) => Number(b.startsWith("| gains")) - Number(a.startsWith("| gains")));
  return {
    title: `Permissions: ${String(rows.length)} changed`,
    header: tableHeader("", "role", "kind", "permission", "stages"),
    rows,
  };
}

function checks(all: PullRequestReport["checks"]): Section {
  const failed = all.filter(({ outcome }) => outcome === "failed").length;
  return {
    title: `Checks before the deployment: ${String(failed)} of ${String(all.length)} failed`,
    header: tableHeader("check", "result", "reason", "next step"),
    rows: all.map(({ name, outcome, reason = "", next = "" }) =>
      tableRow(code(name), outcome, ...[reason, next].map((text) => (text === "" ? "" : code(text)))),
    ),
  };
}

function costs(stages: readonly StageChange[]): Section {
  const rows = stages.flatMap(({ stage, cost }) =>
    (cost?.services ?? []).map((service) =>
      tableRow(code(stage), code(service.name), usd(service.before), usd(service.after), difference(service)),
    ),
  );
  return {
    title: "Cost by service, USD a month without text messages",
    header: tableHeader("stage", "service", "before:", "after:", "change:"),
    rows,
  };
}

const kilobytes = (bytes: number | undefined): string =>
  bytes === undefined ? "–" : (bytes / 1000).toFixed(1);
const milliseconds = (ms: number | undefined): string => (ms === undefined ? "–" : ms.toFixed(0));

function bundles(all: readonly BundleChange[]): Section {
  const growth = ({ before = 0, after = 0 }: BundleChange): number => after - before;
  const sorted = [...all].sort((a, b) => growth(b) - growth(a));
  const total = sorted.reduce((sum, one) => sum + growth(one), 0) / 1000;
  return {
    title: `Bundles: ${String(all.length)} changed, ${total > 0 ? "+" : ""}${total.toFixed(1)} KB in total`,
    header: tableHeader("handler", "before, KB:", "after, KB:", "load before, ms:", "load after, ms:"),
    rows: sorted.map(({ handler, before, after, loadBefore, loadAfter }) =>
      tableRow(
        code(handler),
        kilobytes(before),
        kilobytes(after),
        milliseconds(loadBefore),
        milliseconds(loadAfter),
      ),
    ),
  };
}

function operations(all: readonly OperationChange[]): Section {
  const seriousness = { removed: 0, changed: 1, added: 2 } as const;
  return {
    title: `API: ${String(all.length)} ${all.length === 1 ? "operation" : "operations"} changed`,
    header: tableHeader("", "operation", "what changes"),
    rows: [...all]
      .sort((a, b) => seriousness[a.change] - seriousness[b.change])
      .map(({ change, operation, parts }) =>
        tableRow(change, code(operation), parts.length === 0 ? "" : code(parts.join(", "))),
      ),
  };
}
