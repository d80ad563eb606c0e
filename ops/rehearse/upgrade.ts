import type { Cloud } from "../../local/cloud";
import { accepted, countsText, judge, type ChangeSummary } from "../changes";
import type { PreparedStage } from "./account";
import { holdings, missing, sizeOf, type Holdings } from "./data";
import { preview, type PolicyOptions } from "../stages/engine";
import { World, type Place } from "./journeys";
import { fill, survivals, type Remembered } from "./journeys/fill";
import { Finding, type Recorder } from "./recorder";

/** What was stored before an upgrade. */
export interface BeforeUpgrade {
  remembered: Remembered;
  held: Holdings;
}

/** Uses the older program over HTTP, and notes what is stored then. @returns `undefined` when that fails. */
export async function fillStage(
  recorder: Recorder,
  ref: string,
  stage: PreparedStage,
  place: Place,
): Promise<BeforeUpgrade | undefined> {
  let before: BeforeUpgrade | undefined;
  await recorder.step(`${ref} is used and stores data`, async () => {
    const remembered = await fill(new World(place, { validate: false, signal: recorder.signal }));
    before = { remembered, held: await holdings(stage) };
    return [`${String(sizeOf(before.held))} items and objects`];
  });
  return before;
}

/**
 * Previews the program of a cloud against what is deployed there, and judges that. Changes nothing.
 * @param eventLog a file for the engine's events.
 * @returns whether the upgrade is allowed, and the summary.
 */
export async function judgeUpgrade(
  recorder: Recorder,
  cloud: Cloud,
  policies: PolicyOptions,
  version: string,
  eventLog: string,
): Promise<{ allowed: boolean; summary: ChangeSummary | undefined }> {
  let summary: ChangeSummary | undefined;
  const allowed = await recorder.step("the upgrade is previewed and judged", async () => {
    const found = await preview(cloud, policies, eventLog);
    summary = judge({ ...found, accepted, version, stage: cloud.stack });
    if (summary.problems.length > 0) throw new Finding(["the upgrade is refused: see the changes"]);
    return [countsText(summary)];
  });
  return { allowed, summary };
}

/** What {@link checkSurvival} looks at. */
export interface SurvivalArgs {
  /** What has happened, e.g. `the upgrade`. */
  after: string;
  /** Whether items may be gone: a migration of phase contract removes some. */
  removes: boolean;
  /** Whether nothing else will be looked at afterwards: some checks can be made once only. */
  last: boolean;
}

/** Looks for everything that was stored before: the data, then what users see of it. @returns whether it is there. */
export async function checkSurvival(
  recorder: Recorder,
  stage: PreparedStage,
  place: Place,
  { remembered, held }: BeforeUpgrade,
  { after, removes, last }: SurvivalArgs,
): Promise<boolean> {
  return recorder.step(`data is intact after ${after}`, async () => {
    const lost = missing(held, await holdings(stage));
    if (lost.length > 0 && !removes) throw new Finding(lost);
    const world = new World(place, { signal: recorder.signal });
    const failed: string[] = [];
    for (const { name, check, once } of survivals) {
      if (once === true && !last) continue;
      const reason = await recorder.journey(`after ${after}, ${name}`, () => check(world, remembered));
      if (reason !== undefined) failed.push(`${name}: ${reason}`);
    }
    if (failed.length > 0) throw new Finding(failed);
    const kept = lost.length > 0 ? lost : [`all of ${String(sizeOf(held))} items and objects are there`];
    return [...kept, "users find what they stored"];
  });
}
