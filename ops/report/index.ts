/** What runs on a stage, how often and how well it is deployed, and how it does. */
import { healthSince, type Health } from "../health";
import { Ledger, type Release } from "../operations/ledger";
import { OperationsTable } from "../operations/table";
import type { Stage } from "../stages/stage";
import { figuresOf, type Figures } from "./figures";

export type { Figures } from "./figures";
export { reportMarkdown } from "./markdown";
export { reportPage } from "./page";
export { reportText } from "./text";

/** The report of a stage. */
export interface StageReport {
  stage: string;
  /** ISO 8601. */
  at: string;
  /** What serves the users. `null`: nothing was released yet. */
  current: Release | null;
  /** What is being released. `null`: nothing. */
  running: Release | null;
  figures: Figures;
  /** Since the current release began. `null`: there is none. */
  health: Health | null;
  /** Of the time of the figures, newest first, and the current one. Without events. */
  releases: Omit<Release, "events">[];
}

/** Options of {@link stageReport}. */
export interface ReportOptions {
  /** Days of the figures and of the list. */
  days: number;
  signal: AbortSignal;
  /** Default: the current time. */
  now?: Date;
}

/** Reads the report of a stage. It changes nothing. */
export async function stageReport(
  stage: Stage,
  { days, signal, now = new Date() }: ReportOptions,
): Promise<StageReport> {
  const all: Release[] = [];
  for await (const release of new Ledger(OperationsTable.of(stage)).releases()) {
    signal.throwIfAborted();
    all.push(release);
  }
  const current = all.find(({ status }) => status === "released") ?? null;
  const since = now.getTime() - days * 86_400_000;
  return {
    stage: stage.name,
    at: now.toISOString(),
    current,
    running: all.find(({ status }) => status === "running") ?? null,
    figures: figuresOf(all, days, now),
    health:
      current === null ? null : await healthSince(stage, new Date(current.startedAt), { signal, until: now }),
    releases: all
      .filter((release) => release === current || Date.parse(release.startedAt) >= since)
      .map(({ events: _events, ...release }) => release),
  };
}
