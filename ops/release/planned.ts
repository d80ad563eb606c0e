import { createHash } from "node:crypto";

import { resourceOf, type Preview } from "../changes";
import { stable } from "../changes/stable";

/** A change of a resource that a preview shows, without any value of the resource. */
export interface PlannedChange {
  /** As the engine calls it, e.g. `create-replacement`. */
  op: string;
  urn: string;
  /** SHA-256 of the inputs before and after. The preview masks secrets, and contents of files are hashes. */
  inputs: string;
}

/** Steps of a preview that change nothing. */
const UNCHANGED: readonly string[] = ["same", "read", "refresh"];

/** What a preview changes, for {@link unlike}. */
export function plannedChanges({ steps }: Preview): PlannedChange[] {
  return steps
    .filter(({ op }) => !UNCHANGED.includes(op))
    .map(({ op, urn, oldState, newState }) => {
      const inputs = stable(withoutPaths([oldState?.inputs, newState?.inputs]));
      return { op, urn, inputs: createHash("sha256").update(inputs).digest("hex") };
    });
}

/** What differs between two previews, one resource each; empty: both change the same. */
export function unlike(planned: readonly PlannedChange[], now: readonly PlannedChange[]): string[] {
  const key = ({ op, urn }: PlannedChange): string => `${op} ${urn}`;
  const [before, after] = [planned, now].map((all) => new Map(all.map((one) => [key(one), one])));
  return [...new Set([...planned, ...now].map(key))].flatMap((change) => {
    const [was, is] = [before?.get(change), after?.get(change)];
    const { op = "", urn = "" } = was ?? is ?? {};
    const what = `${op} ${resourceOf(urn)}`;
    if (is === undefined) return [`${what} is in the plan only`];
    if (was === undefined) return [`${what} is not in the plan`];
    return was.inputs === is.inputs ? [] : [`${what} has other inputs than in the plan`];
  });
}

/** Inputs without the paths of files, which depend on the checkout: an asset has the hash of its contents, too. */
function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (typeof value !== "object" || value === null) return value;
  const isAsset = "hash" in value && ASSET in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !(isAsset && name === "path"))
      .map(([name, item]) => [name, withoutPaths(item)]),
  );
}

/** The key that marks an asset or an archive: SigKey in sdk/go/common/resource/sig of Pulumi. */
const ASSET = "4dabf18193072939515e22adb298388d";
