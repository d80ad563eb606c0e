import type { CheckReport, Outcome } from "./check";

const SIGNS: Readonly<Record<Outcome, string>> = { passed: "✓", failed: "✗", warning: "!", skipped: "-" };

/** A report for a terminal. */
export function checksText({ command, stage, commit, checks }: CheckReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const count = (outcome: Outcome) => checks.filter((check) => check.outcome === outcome).length;
  const lines = checks.flatMap(({ name, outcome, seconds, reason, next }) => [
    `  ${SIGNS[outcome]} ${name.padEnd(width)}${outcome.padEnd(9)}${seconds.toFixed(1).padStart(5)} s`,
    ...(reason === undefined ? [] : [indented("", reason)]),
    ...(next === undefined ? [] : [indented("→ ", next)]),
  ]);
  const counts = (["passed", "failed", "warning", "skipped"] as const).map(
    (one) => `${String(count(one))} ${one}`,
  );
  return [`${command} of ${stage} at ${commit.slice(0, 7)}`, ...lines, counts.join(", "), ""].join("\n");
}

function indented(sign: string, text: string): string {
  return `      ${sign}${text.replaceAll("\n", `\n${" ".repeat(6 + sign.length)}`)}`;
}

/** A report for an issue or a summary of a workflow. */
export function checksMarkdown({ command, stage, commit, checks }: CheckReport): string {
  const cell = (text = "") => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");
  return [
    `### ${command} of ${stage} at ${commit.slice(0, 7)}`,
    "",
    "| check | result | reason | next step |",
    "| --- | --- | --- | --- |",
    ...checks.map(
      ({ name, outcome, reason, next }) =>
        `| ${name} | ${SIGNS[outcome]} ${outcome} | ${cell(reason)} | ${cell(next)} |`,
    ),
    "",
  ].join("\n");
}
