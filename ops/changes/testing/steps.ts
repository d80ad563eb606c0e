import { judge, type ChangeSummary } from "../judge";
import type { PreviewStep } from "../preview";

export const urn = (type: string, name: string): string => `urn:pulumi:prod::sjc1990app::${type}::${name}`;
/** The bucket that settings belong to. */
export const bucket = urn("aws:s3/bucket:Bucket", "photos");

/** A change of one resource. */
export interface Change {
  name?: string;
  /** Inputs; absent: the resource does not exist. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  op?: string;
  diff?: string[];
}

/** A step of a preview. */
export function step(type: string, { name = "thing", before, after, op, diff = [] }: Change): PreviewStep {
  const state = (inputs: Record<string, unknown>) => ({
    ...{ type, custom: true, inputs },
    propertyDependencies: { bucket: [bucket] },
  });
  return {
    op: op ?? (before === undefined ? "create" : after === undefined ? "delete" : "update"),
    urn: urn(type, name),
    ...(before === undefined ? {} : { oldState: state(before) }),
    ...(after === undefined ? {} : { newState: state(after) }),
    detailedDiff: Object.fromEntries(diff.map((property) => [property, { kind: "update" }])),
  };
}

/** The verdict on these steps. */
export function judged(...steps: PreviewStep[]): ChangeSummary {
  const preview = { steps, diagnostics: [] };
  return judge({ preview, accepted: [], version: "1.2.0", stage: "prod" });
}
