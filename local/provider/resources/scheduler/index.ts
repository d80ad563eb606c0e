import type { ResourceType } from "../resource";
import { schedule } from "./schedule";

/** Resource types of EventBridge Scheduler. */
export const schedulerTypes: readonly ResourceType[] = [schedule];
