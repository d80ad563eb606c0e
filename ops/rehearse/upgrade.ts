import type { Cloud } from "../../local/cloud";
import { accepted, judge, type ChangeSummary } from "../changes";
import { holdings, missing, sizeOf, type Holdings } from "./data";
import { preview, stackResources } from "./engine";
import { World, type Place } from "./journeys";
import { fill, survivals, type Remembered } from "./journeys/fill";
import { Finding, type Recorder } from "./recorder";

/** What was there before an upgrade. */
export interface BeforeUpgrade {
  remembered: Remembered;
  held: Holdings;
  region: string;
  /** Items and objects in all. */
  size: number;
}

/** Has the older program used, and notes what it holds then. */
export async function fillStage(
  cloud: Cloud,
  place: Place,
  signal: AbortSignal,
  region: string,
): Promise<BeforeUpgrade> {
  const remembered = await fill(new World(place, { strict: false, signal }));
  const held = await holdings(cloud, region, await stackResources(cloud));
  return { remembered, held, region, size: sizeOf(held) };
}

/** Previews the program of a cloud against what is deployed there, and judges that. Changes nothing. */
export async function judgeUpgrade(
  cloud: Cloud,
  policyArguments: readonly string[],
  eventLog: string,
  version: string,
): Promise<ChangeSummary> {
  return judge({
    ...(await preview(cloud, policyArguments, eventLog)),
    accepted,
    version,
    stage: cloud.stack,
  });
}

/** Looks for all that was there before: what is stored, then what people remember. */
export async function lookAfterUpgrade(
  recorder: Recorder,
  cloud: Cloud,
  place: Place,
  { remembered, held, region, size }: BeforeUpgrade,
  signal: AbortSignal,
): Promise<void> {
  await recorder.step("data are intact", async () => {
    const lost = missing(held, await holdings(cloud, region, await stackResources(cloud)));
    if (lost.length > 0) throw new Finding(lost);
    const world = new World(place, { strict: true, signal });
    const earlier = recorder.journeys.length;
    for (const { name, look } of survivals) {
      await recorder.journey(`after the upgrade, ${name}`, () => look(world, remembered));
    }
    const failed = recorder.journeys.slice(earlier).filter(({ passed }) => !passed);
    if (failed.length > 0) throw new Finding(failed.map(({ name, reason = "" }) => `${name}: ${reason}`));
    return [`all of ${String(size)} items and objects are there; who was a member is one`];
  });
}
