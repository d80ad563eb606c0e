/** Folder of the runbooks, as a link that works outside the repository. */
export const RUNBOOKS = "https://github.com/sjc1990app/platform/blob/main/docs/runbooks";
