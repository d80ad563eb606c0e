import { countsText, renderText, type ChangeSummary, type PolicyFinding } from "../changes";

/** How a step of a rehearsal ended. */
export type Outcome = "passed" | "failed" | "skipped";

/** A step of a rehearsal. */
export interface StepReport {
  name: string;
  outcome: Outcome;
  /** Duration, s. Depends on the machine. */
  seconds: number;
  /** What it found, or why it failed: one fact each. */
  details: readonly string[];
}

/** A journey, or a check after an upgrade. */
export interface JourneyReport {
  name: string;
  passed: boolean;
  seconds: number;
  /** Why it failed. */
  reason?: string;
}

/** The result of a rehearsal. Serializable as JSON. */
export interface RehearsalReport {
  stage: string;
  /** Version of the program (package.json). */
  version: string;
  /** The ref that was upgraded from, and its commit. */
  from?: { ref: string; commit: string };
  passed: boolean;
  /** Duration, s. Depends on the machine. */
  seconds: number;
  steps: readonly StepReport[];
  /** Number of deployed resources by type. */
  resources: Readonly<Record<string, number>>;
  policies: readonly PolicyFinding[];
  journeys: readonly JourneyReport[];
  /** What the upgrade changes. */
  changes?: ChangeSummary;
}

const marks: Readonly<Record<Outcome, string>> = { passed: "✓", failed: "✗", skipped: "-" };

/** The report as text for a terminal. */
export function reportText(report: RehearsalReport): string {
  const { steps, journeys, policies, changes } = report;
  const lines = [title(report)];
  for (const { name, outcome, seconds, details } of steps) {
    const time = outcome === "skipped" ? "" : ` (${seconds.toFixed(1)} s)`;
    lines.push(`  ${marks[outcome]} ${name}${time}`, ...details.flatMap(indented));
  }
  if (journeys.length > 0) lines.push(`Journeys: ${passedOf(journeys)}`);
  for (const { name, passed, reason = "" } of journeys) {
    lines.push(`  ${marks[passed ? "passed" : "failed"]} ${name}${reason === "" ? "" : `: ${reason}`}`);
  }
  lines.push(`Resources: ${resourcesText(report)}`);
  lines.push(`Policies: ${policies.length === 0 ? "no findings" : ""}`.trimEnd());
  lines.push(...policies.flatMap(({ policy, level, message }) => indented(`${level} ${policy}: ${message}`)));
  if (changes !== undefined) lines.push(renderText(changes).trimEnd());
  lines.push(verdict(report));
  return `${lines.join("\n")}\n`;
}

function title({ stage, from, version }: RehearsalReport): string {
  const upgrade = from === undefined ? "" : `, upgraded from ${from.ref} (${from.commit.slice(0, 7)})`;
  return `Rehearsal of ${stage}, version ${version}${upgrade}`;
}

function verdict({ passed, steps, journeys, changes, seconds }: RehearsalReport): string {
  const time = `${seconds.toFixed(0)} s`;
  if (passed) return `Passed in ${time}${changes === undefined ? "" : `: ${countsText(changes)}`}.`;
  const failed = [
    ...steps.filter(({ outcome }) => outcome === "failed").map(({ name }) => name),
    ...journeys.filter((one) => !one.passed).map(({ name }) => name),
  ];
  return `Failed after ${time}: ${failed.join("; ")}.`;
}

function resourcesText({ resources }: RehearsalReport): string {
  const total = Object.values(resources).reduce((sum, count) => sum + count, 0);
  return `${String(total)} of ${String(Object.keys(resources).length)} types`;
}

function passedOf(journeys: readonly JourneyReport[]): string {
  return `${String(journeys.filter(({ passed }) => passed).length)} of ${String(journeys.length)} passed`;
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `      ${line}`);
}
