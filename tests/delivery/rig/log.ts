/** A line that `act --json` prints. */
interface Entry {
  jobID?: string;
  step?: string;
  /** One id for a step of the workflow, more for a step of a composite action. */
  stepID?: string[];
  stage?: string;
  stepResult?: string;
  jobResult?: string;
  command?: string;
  content?: string;
  raw_output?: boolean;
  msg: string;
}

/** How a job ended. */
export interface Job {
  result: "success" | "failure" | undefined;
  /** Result of each step that ran, by name. */
  steps: Record<string, string>;
  /** Markdown of its summary. */
  summary: string;
  /** What its steps printed. */
  log: string;
}

/** Collects what act says about the jobs of a run. */
export class RunLog {
  /** By id. A job that was skipped is absent. */
  readonly jobs: Record<string, Job> = {};
  /** Everything, for people. */
  text = "";
  /** Whether a job failed, or act itself. */
  failed = false;

  /** @param line one line of act's output. @returns what a step printed, if it is that. */
  add(line: string): string {
    const entry = parse(line);
    this.text += `${entry.jobID ?? ""}: ${entry.msg.trimEnd()}\n`;
    if (entry.jobID === undefined) return "";
    const job = (this.jobs[entry.jobID] ??= { result: undefined, steps: {}, summary: "", log: "" });
    if (entry.jobResult !== undefined) job.result = entry.jobResult === "success" ? "success" : "failure";
    if (entry.command === "summary") job.summary += entry.content ?? "";
    if (entry.raw_output === true) job.log += entry.msg;
    const { step, stepID, stage, stepResult } = entry;
    if (step !== undefined && stepID?.length === 1 && stage === "Main" && stepResult !== undefined)
      job.steps[step] = stepResult;
    return entry.raw_output === true ? entry.msg : "";
  }
}

function parse(line: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return { msg: line };
  }
}
