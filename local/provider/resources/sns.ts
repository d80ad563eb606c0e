import type { ResourceType } from "../resource";
import { topicSubscription } from "./sns-subscription";
import { topic } from "./sns-topic";

/** Resource types of SNS. */
export const snsTypes: readonly ResourceType[] = [topic, topicSubscription];
