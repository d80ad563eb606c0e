import type { Health } from "../../health";
import type { CheckContext } from "../check";

/** What the checks after a deployment work with. */
export interface PostflightContext extends CheckContext {
  /** When the deployment began to serve. */
  since: Date;
  /** Health of the stage since then. Read once. */
  readonly health: () => Promise<Health>;
}
