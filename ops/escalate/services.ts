import type { Stage } from "../stages/stage";
import type { Escalation } from "./form";
import { releaseFacts, releasesOf, type EscalateOptions } from "./release";
import { isOf, runFacts, type WorkflowRun } from "./run";

/** The form for a release that uses AWS services which the stage did not use before. */
export interface ServicesEscalation {
  /** Id of the release: each has an issue of its own, which a person closes. */
  id: string;
  form: Escalation;
}

/** Fills in the form for new AWS services of the release of a run; `undefined`: it has none, or was not released. */
export async function escalateServices(
  stage: Stage,
  run: WorkflowRun,
  { signal, now = new Date() }: EscalateOptions,
): Promise<ServicesEscalation | undefined> {
  const release = (await releasesOf(stage, signal)).find(
    (one) => one.status === "released" && isOf(one, run),
  );
  if (release?.services === undefined || release.services.length === 0) return undefined;
  const form: Escalation = {
    ...{ stage: stage.name, at: now.toISOString(), about: "services", severity: "warning" },
    issue: [
      ...release.services.map((value) => ({ label: "New AWS service", value })),
      ...releaseFacts("Release", release),
      ...runFacts(run),
    ],
    impact: [{ label: "Cost, data and permissions", value: null }],
    rootCause: [{ label: "Why it is needed", value: null }],
    resolution: [{ label: "Decision", value: null }],
    timeline: [{ at: release.startedAt, text: "the release began" }],
  };
  return { id: release.id, form };
}
