/**
 * For the endpoint rules of a client whose service has one endpoint a region: `https://<service>.<region>.<suffix>`.
 * FIPS and dual-stack endpoints are left out, and so are the isolated partitions.
 */

/** Put in by the plugin, out of the client's own rules, e.g. `dynamodb`. */
declare const ENDPOINT_PREFIX: string;

interface EndpointParams {
  Region?: string;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
}

export function defaultEndpointResolver({ Region = "", UseFIPS, UseDualStack }: EndpointParams): {
  url: URL;
} {
  if (UseFIPS || UseDualStack) throw new Error("FIPS and dual-stack endpoints are not part of this bundle");
  const partition = /^(cn|us-gov|us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+$/.exec(Region)?.[1];
  if (partition === undefined) throw new Error(`no endpoint is known for region ${Region}`);
  return {
    url: new URL(`https://${ENDPOINT_PREFIX}.${Region}.amazonaws.com${partition === "cn" ? ".cn" : ""}`),
  };
}
