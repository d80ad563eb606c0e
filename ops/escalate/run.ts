import { UserError } from "../../common/errors";
import type { Release } from "../operations/ledger";
import { headCommit } from "../stages/commit";
import type { Stage } from "../stages/stage";
import type { Escalation, Fact } from "./form";
import { releaseEscalation, releaseFacts, releasesOf, lostRelease, type EscalateOptions } from "./release";

/** A run of a workflow that should have released. */
export interface WorkflowRun {
  /** Its page, https. */
  url: string;
  /** Result of its job, as GitHub says it, e.g. `failure`, `cancelled` or `skipped`. */
  result: string;
}

/**
 * The run of a workflow.
 * @param url default: the run that this process is part of.
 * @throws UserError when there is none, or the address is not one of a run.
 */
export function runOf(result: string, url: string | undefined, env: NodeJS.ProcessEnv): WorkflowRun {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const page = url ?? (id && `${String(server)}/${String(repository)}/actions/runs/${id}`);
  if (page !== undefined && /^https:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/.test(page))
    return { url: page, result };
  throw new UserError(
    page === undefined ? "there is no run of a workflow" : `"${page}" is not the page of a run`,
    "Give --run https://github.com/<owner>/<name>/actions/runs/<number>.",
  );
}

/**
 * Fills in the form for a run that did not release, whether its release failed, was lost or never began.
 * @returns `undefined` when the run succeeded.
 */
export async function escalateRun(
  stage: Stage,
  run: WorkflowRun,
  options: EscalateOptions,
): Promise<Escalation | undefined> {
  if (run.result === "success") return undefined;
  const all = await releasesOf(stage, options.signal);
  const own = all.find((release) => isOf(release, run));
  // GitHub says that the job has ended, whatever the lock says.
  const lost = own?.status === "running" ? own : await lostRelease(stage, all, options.now);
  const release = lost ?? own;
  if (release === undefined) return neverBegan(stage, run, all, options);
  const form = await releaseEscalation(stage, release, { ...options, lost: release === lost });
  if (release.status !== "released") return { ...form, issue: [...runFacts(run), ...form.issue] };
  return {
    ...form,
    issue: [...runFacts(run), ...form.issue],
    severity: "warning",
    rootCause: [{ label: "What failed", value: "a check after the release: see the log of the run" }],
  };
}

/** Whether a run began a release, or resumed it: both say so as ops/release/program.ts `actor` does. */
export function isOf({ by, events }: Release, { url }: WorkflowRun): boolean {
  return [by, ...events.map(({ message }) => message)].some((text) => text.includes(`(${url})`));
}

export function runFacts({ url, result }: WorkflowRun): Fact[] {
  return [
    { label: "Workflow run", value: url, link: true },
    { label: "Result of its job", value: result },
  ];
}

async function neverBegan(
  stage: Stage,
  run: WorkflowRun,
  all: readonly Release[],
  { now = new Date() }: EscalateOptions,
): Promise<Escalation> {
  const { commit } = await headCommit(stage.projectDir);
  const current = all.find(({ status }) => status === "released");
  return {
    ...{ stage: stage.name, at: now.toISOString(), about: "release", severity: "warning" },
    issue: [...runFacts(run), { label: "Commit", value: commit }],
    impact: [
      { label: "The release did not begin", value: "the stage is as it was" },
      ...(current === undefined ? [] : releaseFacts("Release that serves", current)),
    ],
    rootCause: [{ label: "What failed", value: "a job before the release: see the log of the run" }],
    ...{ resolution: [], timeline: [] },
  };
}
