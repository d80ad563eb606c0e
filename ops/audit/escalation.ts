import type { Escalation } from "../escalate";
import type { AuditReport } from "./index";

/** The form for the product manager; none when no vulnerability is high or critical. */
export function auditEscalation({ vulnerabilities }: AuditReport, now: Date): Escalation[] {
  if (vulnerabilities.length === 0) return [];
  const critical = vulnerabilities.some(({ severity }) => severity === "critical");
  return [
    {
      ...{ at: now.toISOString(), about: "vulnerabilities", severity: critical ? "critical" : "warning" },
      issue: vulnerabilities.map(({ severity, name, range, title, url }) => ({
        label: `Vulnerability (${severity})`,
        value: `${name} ${range}: ${title} (${url})`,
      })),
      impact: [
        { label: "Comes in through", value: namesOf(vulnerabilities.flatMap(({ through }) => through)) },
        { label: "What an attacker can do here", value: null },
      ],
      rootCause: [],
      resolution: vulnerabilities.map(({ name, fix }) => ({
        label: "Fix",
        value: `${name}: ${fix ?? "none yet"}`,
      })),
      timeline: [],
    },
  ];
}

const namesOf = (names: readonly string[]): string => [...new Set(names)].sort().join(", ");
