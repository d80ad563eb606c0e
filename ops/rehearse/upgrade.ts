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

/** Looks for everything that was stored before: the data, then what users see of it. */
export async function checkSurvival(
  recorder: Recorder,
  stage: PreparedStage,
  place: Place,
  { remembered, held }: BeforeUpgrade,
): Promise<void> {
  await recorder.step("data is intact", async () => {
    const lost = missing(held, await holdings(stage));
    if (lost.length > 0) throw new Finding(lost);
    const world = new World(place, { signal: recorder.signal });
    const failed: string[] = [];
    for (const { name, check } of survivals) {
      const reason = await recorder.journey(`after the upgrade, ${name}`, () => check(world, remembered));
      if (reason !== undefined) failed.push(`${name}: ${reason}`);
    }
    if (failed.length > 0) throw new Finding(failed);
    return [`all of ${String(sizeOf(held))} items and objects are there, and users find what they stored`];
  });
}
