import { difference, usd } from "../cost/text";
import { BODY_MAX, code, folded, tableHeader, tableRow, type Section } from "../markdown";
import type { LiveChange, PullRequestReport, StageChange } from "./report";
import { named, onAws, previews, sectionsOf, shared } from "./sections";

/** The first line of the comment, by which it is found again. */
export const MARKER = "<!-- sjc1990app: what this pull request does -->";

const HEADING = "What this pull request does";

/** Options of {@link commentMarkdown}. */
export interface CommentOptions {
  /** Text of ours. Default: that of a pull request. */
  heading?: string;
  /** Last commit of the pull request. Default: that of the report, which may be a merge commit. */
  commit?: string;
  /** Page of the run with the full report, a trusted https address. Default: none. */
  link?: string;
  /** Longest comment, characters. Default: {@link BODY_MAX}. */
  limit?: number;
}

/**
 * The report as the comment of a pull request. When it is too long, the details are shortened first; the totals, and what
 * is refused or lost, come before all details and are cut last.
 */
export function commentMarkdown(
  report: PullRequestReport,
  { heading = HEADING, commit = report.commit, link, limit = BODY_MAX }: CommentOptions = {},
): string {
  const head = [MARKER, `## ${heading}`, "", ...overview(report), ""];
  const urgent = [hotfix(report), refused(report), lost(report), services(report)];
  const end = [`Commit ${code(commit.slice(0, 7))}${origin(report)}${fullReport(link)}`, ""];
  const room = limit - lengthOf([...head, ...end]);
  const urgentLines = fit(urgent, room, listed);
  const details = fit(sectionsOf(report), room - lengthOf(urgentLines), folded);
  return [...head, ...urgentLines, ...details, ...end].join("\n");
}

/** What the report comes from. */
function origin({ base }: PullRequestReport): string {
  if (base === undefined) return ".";
  return (
    `, compared with ${code(base.ref)} (${code(base.commit.slice(0, 7))}). ` +
    "Each stage was deployed to a throw-away local cloud and upgraded there."
  );
}

const fullReport = (link: string | undefined): string =>
  link === undefined ? "" : ` [Full report](${link})`;

/** The comment in place of a report that cannot be shown. @param why what is wrong with it. */
export function failedMarkdown(
  why: string,
  { commit, link }: Required<Pick<CommentOptions, "commit" | "link">>,
): string {
  return [
    ...[MARKER, `## ${HEADING}`, ""],
    `❌ The preview of commit ${code(commit.slice(0, 7))} failed: ${code(why)}. [Log](${link})`,
    "",
  ].join("\n");
}

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** Writes sections into a room: the longest one loses half of its rows until all fit. */
function fit(
  sections: readonly Section[],
  room: number,
  write: (section: Section, shown: number) => string[],
): string[] {
  const shown = sections.map(({ rows }) => rows.length);
  for (;;) {
    const written = sections.map((section, i) => write(section, shown[i] ?? 0));
    const lengths = written.map(lengthOf);
    if (lengths.reduce((sum, length) => sum + length, 0) <= room) return written.flat();
    const longest = shown.reduce(
      (best, rows, i) => (rows > 0 && (lengths[i] ?? 0) > (lengths[best] ?? -1) ? i : best),
      shown.findIndex((rows) => rows > 0),
    );
    if (longest === -1) return [];
    shown[longest] = Math.floor((shown[longest] ?? 0) / 2);
  }
}

/** A section that is not folded. */
function listed({ title, rows }: Section, shown: number): string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - shown;
  return [
    `### ${title}`,
    "",
    ...rows.slice(0, shown),
    ...(rest > 0 ? [`- … and ${rest.toLocaleString("en-US")} more in the full report`] : []),
    "",
  ];
}

/** One row for each stage that was rehearsed, then one for each that was previewed on AWS. */
function overview({ stages, live }: PullRequestReport): string[] {
  if (stages.length + live.length === 0) return ["No stage was rehearsed."];
  return [
    ...tableHeader("stage", "", "created:", "updated:", "replaced:", "deleted:", "policies:", "USD a month"),
    ...stages.map((one) => row(one, verdict(one), costOf(one))),
    ...live.map((one) =>
      row({ ...one, stage: onAws(one.stage) }, one.problems.length > 0 ? "❌ refused" : "✅ previewed", ""),
    ),
  ];
}

function row({ stage, counts, findings }: LiveChange, result: string, cost: string): string {
  const numbers =
    counts === undefined
      ? ["", "", "", ""]
      : [counts.create, counts.update, counts.replace, counts.delete].map(String);
  return tableRow(code(stage), result, ...numbers, String(findings.length), cost);
}

function verdict({ passed, problems }: StageChange): string {
  if (problems.length > 0) return "❌ refused";
  return passed ? "✅ rehearsed" : "❌ failed";
}

function costOf({ cost }: StageChange): string {
  if (cost === undefined) return "";
  const { total, target } = cost;
  const change = difference(total);
  const of = target === undefined ? "" : ` of ${usd(target)}`;
  return `${usd(total.after)}${of}${change === "0.00" ? "" : ` (${change})`}`;
}

function hotfix({ hotfix: reason }: PullRequestReport): Section {
  const what = "It does not wait for a release on the stage before";
  return { title: "Hotfix", header: [], rows: reason === undefined ? [] : [`- ${what}: ${code(reason)}`] };
}

function refused(report: PullRequestReport): Section {
  const failures = new Map(report.stages.map((one) => [one.stage, one.failures]));
  // A change that is refused fails its rehearsal, too.
  const all = shared(previews(report), ({ stage, problems }) =>
    problems.length > 0 ? problems : (failures.get(stage) ?? []),
  );
  return {
    title: "Refused or failed",
    header: [],
    rows: [
      ...report.checks
        .filter(({ outcome }) => outcome === "failed")
        .map(({ name, reason = "failed" }) => `- check ${code(name)}: ${code(reason)}`),
      ...all.map(({ item, stages: of }) => `- ${named(of)}: ${code(item)}`),
    ],
  };
}

/** AWS services that a stage begins to use: somebody must agree to them. */
function services(report: PullRequestReport): Section {
  const all = shared(previews(report), (one) => one.services);
  return {
    title: "New AWS services",
    header: [],
    rows: all.map(({ item, stages: of }) => `- ${named(of)}: ${code(item)}`),
  };
}

/** Losses of data, also those that are accepted. */
function lost(report: PullRequestReport): Section {
  const all = shared(previews(report), ({ changes }) => changes.filter(({ loss }) => loss !== undefined));
  return {
    title: "Lost",
    header: [],
    rows: all.map(
      ({ item: { resource, loss = "", accepted }, stages: of }) =>
        `- ${named(of)}: ${code(resource)} loses ${code(loss)}` +
        (accepted === undefined ? "" : `; accepted: ${code(accepted)}`),
    ),
  };
}
