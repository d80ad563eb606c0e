import type { ResourceType } from "../resource";
import { configurationSet } from "./sesv2-configuration-set";
import { emailIdentity } from "./sesv2-email-identity";
import { eventDestination } from "./sesv2-event-destination";

/** Resource types of SES (its second API). */
export const sesV2Types: readonly ResourceType[] = [emailIdentity, configurationSet, eventDestination];
