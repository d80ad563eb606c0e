import type { Severity } from "../../infra/lib/alarms";
import { RUNBOOKS } from "../../infra/lib/runbooks";
import { code } from "../markdown";

/** Something that is known, or that a person has to fill in. */
export interface Fact {
  /** Text of ours. */
  label: string;
  /** From AWS or the ledger. `null`: not known. */
  value: string | null;
  /** Whether the value is an https address of ours, and shown as a link. Default: false. */
  link?: boolean;
}

/** What happened at a time. */
export interface Moment {
  /** ISO 8601. */
  at: string;
  text: string;
}

/** The parts of the form, with the titles that its Markdown has. */
export const parts = {
  issue: "Issue",
  severity: "Severity",
  impact: "Impact",
  rootCause: "Root cause",
  resolution: "Resolution",
  timeline: "Timeline (UTC)",
} as const;

/** The form for the product manager. Serializable as JSON. An empty part is not known. */
export interface Escalation {
  /** Absent where it is about all of them. */
  stage?: string;
  /** When it was filled in, ISO 8601. */
  at: string;
  about: "release" | "alarm" | "cost" | "services" | "vulnerabilities";
  issue: Fact[];
  /** `null`: not known. */
  severity: Severity | null;
  impact: Fact[];
  rootCause: Fact[];
  resolution: Fact[];
  /** Oldest first. */
  timeline: Moment[];
}

const UNKNOWN = "_to be filled in_";

/** Moments that the Markdown shows: an issue of GitHub has at most 65,536 characters. */
const SHOWN = 50;

/** The form for a GitHub issue. */
export function escalationMarkdown(escalation: Escalation): string {
  const { stage, at, about, issue, severity, impact, rootCause, resolution, timeline } = escalation;
  const older = timeline.length - SHOWN;
  return [
    `### Escalation: ${about}${stage === undefined ? "" : ` of ${code(stage)}`}`,
    "",
    ...part(parts.issue, issue.map(factLine)),
    ...part(parts.severity, severity === null ? [] : [severity]),
    ...part(parts.impact, impact.map(factLine)),
    ...part(parts.rootCause, rootCause.map(factLine)),
    ...part(parts.resolution, resolution.map(factLine)),
    ...part(parts.timeline, [
      ...(older > 0 ? [`- ${older.toLocaleString("en-US")} older entries: see \`--json\``] : []),
      ...timeline.slice(-SHOWN).map((moment) => `- ${code(moment.at)} ${code(moment.text)}`),
    ]),
    `Filled in at ${code(at)}.`,
    "",
  ].join("\n");
}

function part(title: string, lines: readonly string[]): string[] {
  return [`#### ${title}`, "", ...(lines.length === 0 ? [UNKNOWN] : lines), ""];
}

function factLine({ label, value, link = false }: Fact): string {
  if (value === null) return `- ${label}: ${UNKNOWN}`;
  return `- ${label}: ${link || isRunbook(value) ? value : code(value)}`;
}

/** Whether a text is the link of one of our pages, and nothing else. */
function isRunbook(text: string): boolean {
  return text.startsWith(`${RUNBOOKS}/`) && /^[a-z-]+\.md$/.test(text.slice(RUNBOOKS.length + 1));
}
