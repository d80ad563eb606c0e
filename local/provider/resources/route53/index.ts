import type { ResourceType } from "../resource";
import { record } from "./record";

/** Resource types of Route 53. */
export const route53Types: readonly ResourceType[] = [record];
