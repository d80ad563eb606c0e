/** Judges what a change of the program does to a stack, from a preview. */
export { accepted, type AcceptedChange } from "./accepted";
export { judge, type ChangeSummary, type JudgeArgs, type ResourceChange } from "./judge";
export type { PermissionChange } from "./permissions";
export { plain, policyFindings, readPreview, resourceOf, type PolicyFinding, type Preview } from "./preview";
export { countsText, renderText } from "./render";
