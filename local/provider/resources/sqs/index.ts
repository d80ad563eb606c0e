import type { ResourceType } from "../resource";
import { queuePolicy } from "./queue-policy";
import { queue } from "./queue";

/** Resource types of SQS. */
export const sqsTypes: readonly ResourceType[] = [queuePolicy, queue];
