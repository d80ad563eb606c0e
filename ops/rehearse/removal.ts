import type { Cloud } from "../../local/cloud";
import { remaining } from "../../local/provider/recovery/remains";
import type { Values } from "../../local/provider/resources/resource";
import { resourceOf } from "../changes";
import { failureText, runEngine, stackResources } from "./engine";
import { Finding } from "./recorder";
import { releaseData } from "./stage-settings";

/**
 * Tries to destroy a stage whose data are protected, as somebody would by mistake.
 * @throws Finding when that is not refused before anything is gone.
 */
export async function refuseDestroy(cloud: Cloud): Promise<string[]> {
  const before = await stackResources(cloud);
  const { code, stdout, stderr } = await cloud.pulumi(["destroy", "--yes"], "capture");
  const after = await stackResources(cloud);
  const gone = before.length - after.length;
  if (gone > 0) throw new Finding([`${String(gone)} resources were destroyed although data are protected`]);
  const said = stdout + stderr;
  if (code === 0 || !/protect/.test(said))
    throw new Finding(["destroy was not refused", failureText({ stdout, stderr })]);
  const stores = before.filter(({ protect }) => protect).map(({ urn }) => resourceOf(urn));
  return [`pulumi destroy was refused: ${String(stores.length)} protected: ${stores.join(", ")}`];
}

/**
 * Destroys the stack, and looks for each of its resources in the cloud itself.
 * @param release whether the protection of data is taken away first, by a deployment of its own.
 * @throws Finding when that fails, or something is left.
 */
export async function destroyAll(
  cloud: Cloud,
  release: boolean,
  policies: readonly string[],
  eventLog: string,
): Promise<string[]> {
  const details: string[] = [];
  if (release) {
    await releaseData(cloud);
    const up = await runEngine(cloud, ["up", "--yes", "--skip-preview"], eventLog);
    if (up.code !== 0) throw new Finding(["protection could not be taken away", failureText(up)]);
    details.push("protectData was set to false and deployed first");
  }
  const resources = await stackResources(cloud);
  const named = resources.map((resource) => ({ ...resource, inputs: resource.inputs as Values }));
  // That none is found later would mean nothing if none could be found.
  const there = await remaining(named, cloud.env);
  const run = await cloud.pulumi(["destroy", "--yes", "--skip-preview"], "capture");
  if (run.code !== 0) throw new Finding(["pulumi destroy failed", failureText(run)]);
  const left = [...(await stackResources(cloud)), ...(await remaining(named, cloud.env))];
  if (left.length > 0) throw new Finding(left.map(({ type, id }) => `${type} ${id} is left`));
  return [
    ...details,
    `${String(resources.length)} resources were destroyed; of ${String(there.length)} that the cloud itself had it has none`,
  ];
}
