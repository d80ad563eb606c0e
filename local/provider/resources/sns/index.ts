import type { ResourceType } from "../resource";
import { smsPreferences } from "./sms-preferences";
import { topicPolicy } from "./topic-policy";
import { topicSubscription } from "./topic-subscription";
import { topic } from "./topic";

/** Resource types of SNS. */
export const snsTypes: readonly ResourceType[] = [smsPreferences, topicPolicy, topicSubscription, topic];
