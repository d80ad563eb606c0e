import type { ResourceType } from "../resource";
import { eventDestination } from "./configuration-set-event-destination";
import { configurationSet } from "./configuration-set";
import { emailIdentity } from "./email-identity";

/** Resource types of SES (API version 2). */
export const sesV2Types: readonly ResourceType[] = [eventDestination, configurationSet, emailIdentity];
