import type { ResourceType } from "../resource";
import { distribution } from "./cloudfront-distribution";
import { cachePolicy, originAccessControl, responseHeadersPolicy } from "./cloudfront-policies";

/** Resource types of CloudFront. */
export const cloudFrontTypes: readonly ResourceType[] = [
  cachePolicy,
  distribution,
  originAccessControl,
  responseHeadersPolicy,
];
