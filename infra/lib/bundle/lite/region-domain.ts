/**
 * The domain of a region's endpoints.
 * @throws Error for regions of the isolated partitions, which have domains of their own, and for what is no region.
 */
export function dnsSuffix(region: string): string {
  const partition = /^(cn|us-gov|us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+$/.exec(region)?.[1];
  if (partition === undefined) throw new Error(`no endpoint is known for region ${region}`);
  return `amazonaws.com${partition === "cn" ? ".cn" : ""}`;
}

/** @throws Error when an endpoint is asked for that bundles do not know. */
export function refuseVariants(useFips: unknown, useDualStack: unknown): void {
  if (useFips || useDualStack) throw new Error("FIPS and dual-stack endpoints are not part of this bundle");
}
