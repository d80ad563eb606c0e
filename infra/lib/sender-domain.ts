import type { StageConfig } from "../config";

/**
 * The domain of an e-mail address with its hosted zone, if it can be in the zone of the stage's domain names. The zone has
 * an id only; its name is an ending that both domain names have in common.
 */
export function senderDomain(
  address: string,
  { api, photos, hostedZoneId }: NonNullable<StageConfig["domains"]>,
): { name: string; hostedZoneId: string } | undefined {
  const name = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const common = commonEnding(api.split("."), photos.split("."));
  return within(name, common) || within(common, name) ? { name, hostedZoneId } : undefined;
}

const within = (domain: string, zone: string): boolean => `.${domain}`.endsWith(`.${zone}`);

/** The labels that two domain names have in common at their ends, at least the last. */
function commonEnding(a: readonly string[], b: readonly string[]): string {
  const endings = a.map((_, index) => a.slice(index).join("."));
  return endings.find((ending) => within(b.join("."), ending)) ?? "";
}
