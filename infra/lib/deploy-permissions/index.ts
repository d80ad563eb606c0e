/** Permissions of the roles that preview and deploy a stage, and the boundary of the roles that a deployment creates. */
export { boundaryStatements } from "./boundary";
export { type DeployedStage, type Inventory } from "./inventory";
export { isRestorable, operations, operationStatements, STAGE_BEFORE, type Operation } from "./operations";
export { policyDocuments } from "./policies";
export { deployStatements, previewStatements, pruneStatements, restoreStatements } from "./statements";
export { boundaryName } from "./types/identity";
