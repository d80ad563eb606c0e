import type { PermissionTable } from "./rule";
import { computeTypes } from "./types/compute";
import { dataTypes } from "./types/data";
import { edgeTypes } from "./types/edge";
import { identityTypes } from "./types/identity";
import { operationsTypes } from "./types/operations";

/** Permissions by type of resource. The deploy role has none for other types. */
export const permissionTable: PermissionTable = {
  ...dataTypes,
  ...computeTypes,
  ...edgeTypes,
  ...identityTypes,
  ...operationsTypes,
};
