/** What of a stage was changed outside of Pulumi. */
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CommandError, type EngineEvent, type StepEventMetadata } from "@pulumi/pulumi/automation";

import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { withAwsErrors } from "../stages/aws-errors";
import { errorsOf } from "../stages/engine";
import type { Stage } from "../stages/stage";
import { recentChanges, type Change } from "./trail";

export { keepDrift } from "./issue";
export { driftMarkdown, driftText } from "./text";

/** A property that differs. */
export interface PropertyDrift {
  /** e.g. `environment.variables.STAGE`. */
  path: string;
  /** In the state. Absent: not set. Pulumi masks secrets as `[secret]`. */
  expected?: unknown;
  /** In the cloud. Absent: not set. */
  actual?: unknown;
}

/** A resource that differs from the state. */
export interface ResourceDrift {
  /** Name in the program. */
  name: string;
  /** e.g. `aws:lambda/function:Function`. */
  type: string;
  /** Physical id. */
  id: string;
  /** Whether it was deleted. */
  deleted: boolean;
  /** Empty for a deleted one. */
  properties: PropertyDrift[];
  /** The last changes that CloudTrail knows, newest first: one of them may be the cause. */
  changes: Change[];
}

/** The drift of a stage. */
export interface DriftReport {
  stage: string;
  /** Whether there is none. */
  passed: boolean;
  resources: ResourceDrift[];
}

/**
 * Compares the state of a stage with the cloud. Changes neither.
 * @throws UserError when the provider cannot read a resource.
 */
export async function findDrift(
  stage: Stage,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<DriftReport> {
  progress.step(`Comparing ${stage.name} with its state`);
  const stack = await stage.stack();
  const events: EngineEvent[] = [];
  try {
    await stack.previewRefresh({ onEvent: (event) => void events.push(event), signal });
  } catch (error) {
    if (signal.aborted) throw new UserError("interrupted", "Nothing was changed. Run the command again.");
    if (!(error instanceof CommandError)) throw error;
    throw new UserError(
      `the resources of "${stage.name}" cannot be read: ${errorsOf(events).join("\n") || error.message}`,
      "Fix the cause and run the command again.",
    );
  }
  const drifted = driftOf(events);
  const cloudTrail = new CloudTrailClient(stage.aws);
  const resources: ResourceDrift[] = [];
  if (drifted.length > 0) progress.step("Looking up who changed it, in CloudTrail");
  await withAwsErrors(async () => {
    for (const one of drifted)
      resources.push({ ...one, changes: await recentChanges(cloudTrail, one.id, signal) });
  }, "Nothing was changed. Your role needs cloudtrail:LookupEvents.");
  return { stage: stage.name, passed: resources.length === 0, resources };
}

/** Resources that differ, from the events of a refresh. */
export function driftOf(
  events: readonly Pick<EngineEvent, "resOutputsEvent">[],
): Omit<ResourceDrift, "changes">[] {
  return events.flatMap(({ resOutputsEvent }) => {
    const step = resOutputsEvent?.metadata;
    // `refresh`: it does not differ.
    if (step === undefined || !["update", "delete"].includes(step.op) || !step.type.startsWith("aws:"))
      return [];
    const name = step.urn.split("::").at(-1) ?? "";
    const deleted = step.op === "delete";
    const properties = deleted
      ? []
      : Object.keys(step.detailedDiff ?? {})
          .sort()
          .map(propertyOf(step));
    return [{ name, type: step.type, id: step.old?.id ?? "", deleted, properties }];
  });
}

const propertyOf =
  ({ old, new: found, detailedDiff }: StepEventMetadata) =>
  (path: string): PropertyDrift => {
    // The provider compares inputs, or outputs where a property is none.
    const values = detailedDiff?.[path]?.inputDiff === true ? "inputs" : "outputs";
    const [expected, actual] = [at(old?.[values], path), at(found?.[values], path)];
    return {
      path,
      ...(expected === undefined ? {} : { expected: masked(expected) }),
      ...(actual === undefined ? {} : { actual: masked(actual) }),
    };
  };

/** The key of a secret in the engine's events: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The value with each secret as `[secret]`. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value && "ciphertext" in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
}

/** The value at a path such as `rules[0].name` or `tags["a.b"]`. */
function at(value: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? plain ?? "",
  );
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  );
}
