import type { ResourceType } from "../resource";
import { parameter } from "./parameter";

/** Resource types of Systems Manager. */
export const ssmTypes: readonly ResourceType[] = [parameter];
