import type { ResourceType } from "../resource";
import { webAclAssociation } from "./web-acl-association";
import { webAclLoggingConfiguration } from "./web-acl-logging-configuration";
import { webAcl } from "./web-acl";

/** Resource types of WAF. */
export const wafV2Types: readonly ResourceType[] = [webAclAssociation, webAclLoggingConfiguration, webAcl];
