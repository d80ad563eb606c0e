import { healthText } from "../health";
import type { Release } from "../operations/ledger";
import type { Figures, StageReport } from "./index";

/** Names and values of the figures, for a table. */
export function figureRows(figures: Figures): [name: string, value: string][] {
  const { days, releasesPerWeek, leadTimeHours, failureRate, restoreHours } = figures;
  const shown = (value: number | null, unit: string) =>
    value === null ? "no data" : `${value.toFixed(1)}${unit}`;
  return [
    [`Releases a week (${String(days)} days)`, releasesPerWeek.toFixed(1)],
    ["Lead time (median)", shown(leadTimeHours, " h")],
    ["Change failure rate", shown(failureRate, " %")],
    ["Time to restore (median)", shown(restoreHours, " h")],
  ];
}

/** Minutes and seconds that a release took. */
export function duration({ startedAt, endedAt }: Pick<Release, "startedAt" | "endedAt">): string {
  if (endedAt === undefined) return "–";
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")} min`;
}

/** What a release is, in one line. */
export function summary(release: StageReport["releases"][number]): string {
  const { kind, status, version, commit, by, startedAt } = release;
  const what = kind === "rollback" ? `${status} (rollback)` : status;
  return `${startedAt.slice(0, 16)}Z  ${commit.slice(0, 7)}  ${version}  ${what}, ${duration(release)}, by ${by}`;
}

/** A report for a terminal. */
export function reportText(report: StageReport): string {
  const { stage, current, running, figures, health, releases } = report;
  const versions = Object.values(current?.versions ?? {});
  return [
    `Releases of ${stage}`,
    `  Serves: ${current === null ? "no release on record" : summary(current)}`,
    ...(versions.length === 0 ? [] : [`  Functions: ${String(versions.length)}`]),
    ...(current?.migrations?.length ? [`  Migrations: ${current.migrations.join(", ")}`] : []),
    ...(running === null ? [] : [`  Running: ${summary(running)}, step ${running.step}`]),
    ...figureRows(figures).map(([name, value]) => `  ${name.padEnd(30)}${value}`),
    "",
    ...(health === null ? [] : [healthText(health)]),
    `Releases of the last ${String(figures.days)} days`,
    ...releases.flatMap((release) => [
      `  ${summary(release)}`,
      ...(release.hotfix === undefined ? [] : [`    hotfix: ${release.hotfix}`]),
      ...(release.reason === undefined ? [] : [`    ${release.reason.split("\n")[0] ?? ""}`]),
    ]),
    "",
  ].join("\n");
}
