import { repository } from "../../package.json";

/** Folder of the runbooks, as a link that works outside the repository. */
export const RUNBOOKS = `${repository}/blob/main/docs/runbooks`;
