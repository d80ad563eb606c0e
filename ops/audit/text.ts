import { code, tableHeader, tableRow } from "../markdown";
import type { AuditReport, Vulnerability } from "./index";

/** The audit for a terminal. */
export function auditText(report: AuditReport): string {
  const lines = report.vulnerabilities.flatMap((one) => [
    `${one.severity}  ${one.name} ${one.range}: ${one.title}`,
    `  ${one.url}`,
    `  through ${one.through.join(", ")}; fix: ${fixOf(one)}`,
  ]);
  return [...lines, summaryOf(report), ""].join("\n");
}

/** The audit for a summary. */
export function auditMarkdown(report: AuditReport): string {
  const rows = report.vulnerabilities.map((one) =>
    tableRow(
      ...[one.severity, code(`${one.name} ${one.range}`), code(one.title), code(one.url)],
      ...[code(one.through.join(", ")), code(fixOf(one))],
    ),
  );
  const table = [...tableHeader("severity", "package", "what", "advisory", "through", "fix"), ...rows, ""];
  return [...(rows.length === 0 ? [] : table), summaryOf(report), ""].join("\n");
}

const fixOf = ({ fix }: Vulnerability): string => fix ?? "none yet";

function summaryOf({ vulnerabilities: { length }, others }: AuditReport): string {
  return `${String(length)} high or critical, ${String(others)} less severe vulnerabilities.`;
}
