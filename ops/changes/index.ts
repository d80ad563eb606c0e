/** What a change of the program does to a stack, judged from a preview: for rehearsals and comments on changes. */
export { accepted, type AcceptedChange } from "./accepted";
export { judge, type ChangeSummary, type JudgeArgs, type ResourceChange } from "./judge";
export type { PermissionChange } from "./permissions";
export { readPolicyFindings, readPreview, resourceOf, type PolicyFinding, type Preview } from "./preview";
export { countsText, renderMarkdown, renderText } from "./render";
