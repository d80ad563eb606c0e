import type { ResourceType } from "../resource";
import { trail } from "./trail";

/** Resource types of CloudTrail. */
export const cloudTrailTypes: readonly ResourceType[] = [trail];
