/*
 * Most text in a comment or an issue comes from elsewhere: resource names, diffs, log messages. In a code span GitHub
 * expands no mention, reference, link or HTML, so that every such text is one.
 */

/** Longest body of a comment or an issue that GitHub takes, characters. */
export const BODY_MAX = 65_536;

/** Longest text in a code span, characters. */
const SHOWN = 600;

/** A text as a code span on one line. */
export function code(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const shown = line.length > SHOWN ? `${Array.from(line).slice(0, SHOWN).join("")}…` : line;
  if (shown === "") return "` `";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** A part of a comment: what is folded, and its rows, of which the first ones matter most. */
export interface Section {
  /** Text of ours. */
  title: string;
  /** Before the rows, e.g. the header of a table. */
  header: readonly string[];
  rows: readonly string[];
}

/** A section with its first rows, folded. */
export function folded({ title, header, rows }: Section, shown = rows.length): string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - shown;
  return [
    `<details><summary>${title}</summary>`,
    "",
    ...(shown > 0 ? [...header, ...rows.slice(0, shown)] : []),
    ...(rest > 0 ? ["", `… and ${rest.toLocaleString("en-US")} more in the full report.`] : []),
    "",
    "</details>",
    "",
  ];
}

/** The header of a table. Names that end with `:` are of numbers. */
export function tableHeader(...names: string[]): string[] {
  return [
    tableRow(...names.map((name) => name.replace(/:$/, ""))),
    tableRow(...names.map((name) => (name.endsWith(":") ? "---:" : "---"))),
  ];
}

/** A pipe ends a cell even in a code span. */
export function tableRow(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
