import type { ResourceType } from "../resource";
import { openIdConnectProvider } from "./open-id-connect-provider";
import { policy } from "./policy";
import { rolePolicyAttachment } from "./role-policy-attachment";
import { rolePolicy } from "./role-policy";
import { role } from "./role";

/** Resource types of IAM. */
export const iamTypes: readonly ResourceType[] = [
  openIdConnectProvider,
  policy,
  rolePolicyAttachment,
  rolePolicy,
  role,
];
