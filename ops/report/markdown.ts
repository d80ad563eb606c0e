import { healthRows } from "../health/text";
import type { StageReport } from "./index";
import { duration, figureRows } from "./text";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

/** Rows of the table of releases. */
export function releaseRows({ releases }: StageReport): string[][] {
  return releases.map((release) => {
    const { kind, status, version, commit, by, startedAt, migrations = [], reason = "", hotfix } = release;
    const what = kind === "rollback" ? `${status} (rollback)` : status;
    return [
      startedAt,
      commit.slice(0, 7),
      version,
      what,
      duration(release),
      by,
      migrations.join(", "),
      [...(hotfix === undefined ? [] : [`hotfix: ${hotfix}`]), reason].filter(Boolean).join("; "),
    ];
  });
}

/** Heads of the columns of {@link releaseRows}. */
export const RELEASE_HEADS = [
  "start",
  "commit",
  "version",
  "result",
  "duration",
  "by",
  "migrations",
  "reason",
];

/** A report for an issue or a document. */
export function reportMarkdown(report: StageReport): string {
  const { stage, current, figures, health } = report;
  const serves =
    current === null
      ? "No release is on record."
      : `${current.version} (\`${current.commit.slice(0, 7)}\`) serves since ${current.startedAt}.`;
  return [
    `## ${stage}`,
    "",
    serves,
    "",
    ...table(["delivery", ""], figureRows(figures)),
    ...(health === null ? [] : table(["health since the deployment", ""], healthRows(health))),
    ...table(RELEASE_HEADS, releaseRows(report)),
  ].join("\n");
}
