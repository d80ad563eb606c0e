import type { ResourceType } from "../resource";
import { rule } from "./rule";
import { target } from "./target";

/** Resource types of EventBridge. */
export const eventsTypes: readonly ResourceType[] = [rule, target];
