import type { Registered } from "../../../infra/offline/registered";
import type { CheckContext } from "../check";

/** What the checks before a deployment work with. */
export interface PreflightContext extends CheckContext {
  /** What the program registers with the configuration of the stage. Runs it once. */
  readonly program: () => Promise<Registered[]>;
  /** Saved `npm run report -- --json` of the stage before, for a stage in another account. */
  released?: string | undefined;
  /** Why this commit does not have to be released on the stage before. */
  hotfix?: string | undefined;
  /** Default: that of this process. */
  env: NodeJS.ProcessEnv;
  /** Waits, ms. Default: a timer. */
  pause?: (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<unknown>;
  /** Folder of the checkout. */
  checkout: string;
}
