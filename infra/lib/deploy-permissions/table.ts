import type { PermissionTable } from "./rule";
import { computeTypes } from "./types/compute";
import { dataTypes } from "./types/data";
import { edgeTypes } from "./types/edge";
import { identityTypes } from "./types/identity";
import { operationsTypes } from "./types/operations";

/** What a deployment needs for each type of resource. A type that is not here cannot be deployed by its role. */
export const permissionTable: PermissionTable = {
  ...dataTypes,
  ...computeTypes,
  ...edgeTypes,
  ...identityTypes,
  ...operationsTypes,
};
