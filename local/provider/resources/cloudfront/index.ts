import type { ResourceType } from "../resource";
import { distribution } from "./distribution";
import { cachePolicy, originAccessControl, responseHeadersPolicy } from "./policies";

/** Resource types of CloudFront. */
export const cloudFrontTypes: readonly ResourceType[] = [
  distribution,
  originAccessControl,
  responseHeadersPolicy,
  cachePolicy,
];
