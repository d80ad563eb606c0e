import { remaining } from "../../local/provider/recovery/remains";
import type { Values } from "../../local/provider/resources/resource";
import { resourceOf } from "../changes";
import type { PreparedStage } from "./account";
import { destroy, stackResources, up } from "../stages/engine";
import { Finding } from "./recorder";

/**
 * Tries to destroy a stage with protected data, as somebody might by mistake.
 * @throws Finding when the engine does not refuse before anything is deleted.
 */
export async function refuseDestroy({ cloud, stack }: PreparedStage): Promise<string[]> {
  const before = await stackResources(stack);
  // With its preview, which the Automation API skips.
  const { code, stdout, stderr } = await cloud.pulumi(["destroy", "--yes"], "capture");
  const deleted = before.length - (await stackResources(stack)).length;
  if (deleted > 0)
    throw new Finding([`${String(deleted)} resources were destroyed although data is protected`]);
  if (code === 0 || !/protect/.test(stdout + stderr))
    throw new Finding(["destroy was not refused", stdout, stderr]);
  const stores = before.filter(({ protect }) => protect).map(({ urn }) => resourceOf(urn));
  return [`pulumi destroy was refused: ${String(stores.length)} protected: ${stores.join(", ")}`];
}

/**
 * Destroys the stack, and looks for each of its resources in the local cloud.
 * @throws Finding when that fails, or something is left.
 */
export async function destroyAll(
  { cloud, stack, settings }: PreparedStage,
  signal: AbortSignal,
): Promise<string[]> {
  const details: string[] = [];
  if (settings.protectData) {
    await stack.setConfig("sjc1990app:protectData", { value: "false" });
    const { errors } = await up(stack, {}, signal);
    if (errors !== undefined) throw new Finding(["protection could not be turned off", ...errors]);
    details.push("protectData was set to false and deployed first");
  }
  const resources = await stackResources(stack);
  const named = resources.map((resource) => ({ ...resource, inputs: resource.inputs as Values }));
  // Finding nothing afterwards means something only if they are found now.
  const found = await remaining(named, cloud.env);
  const { errors } = await destroy(stack, signal);
  if (errors !== undefined) throw new Finding(["pulumi destroy failed", ...errors]);
  const left = [...(await stackResources(stack)), ...(await remaining(named, cloud.env))];
  if (left.length > 0) throw new Finding(left.map(({ type, id }) => `${type} ${id} is left`));
  return [
    ...details,
    `${String(resources.length)} resources were destroyed; the local cloud had ${String(found.length)} of them and has none now`,
  ];
}
