/**
 * For the endpoint rules of S3: a bucket by its name, at an endpoint that is given or at that of the region. Left out:
 * ARNs, access points, directory buckets, acceleration, FIPS and dual stack.
 */
import { dnsSuffix, refuseVariants } from "./region-domain";

interface Parameters {
  Bucket?: string;
  Region: string;
  /** An address that is given in place of the region's. */
  Endpoint?: string;
  /** `/bucket/key` instead of `bucket.host/key`; set by the client for names that cannot be part of a host. */
  ForcePathStyle?: boolean;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
  Accelerate?: boolean;
}

export function defaultEndpointResolver(parameters: Parameters) {
  const { Bucket = "", Region, Endpoint, ForcePathStyle, UseFIPS, UseDualStack, Accelerate } = parameters;
  refuseVariants(UseFIPS, UseDualStack);
  if (Accelerate) throw new Error("acceleration of S3 is not part of this bundle");
  if (/^arn:|--x-s3$|--xa-s3$|--op-s3$/.test(Bucket)) {
    throw new Error("access points and directory buckets of S3 are not part of this bundle");
  }
  const url = new URL(Endpoint ?? `https://s3.${Region}.${dnsSuffix(Region)}`);
  const isIp = /^\d+(\.\d+){3}$|^\[/.test(url.hostname);
  if (Bucket !== "" && (ForcePathStyle || isIp)) {
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${encodeURIComponent(Bucket)}`;
  } else if (Bucket !== "") {
    url.hostname = `${Bucket}.${url.hostname}`;
  }
  const scheme = {
    name: "sigv4",
    signingName: "s3",
    signingRegion: Region,
    disableDoubleEncoding: true,
  };
  return { url, headers: {}, properties: { authSchemes: [scheme] } };
}
