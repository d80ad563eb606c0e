/** What a stage's deployment may do in AWS, and what its roles may do at most: from what the program registers. */
export { boundaryStatements } from "./boundary";
export { type DeployedStage, type Inventory } from "./inventory";
export { policyDocuments } from "./policies";
export { deployStatements, previewStatements } from "./statements";
export { boundaryName } from "./types/identity";
