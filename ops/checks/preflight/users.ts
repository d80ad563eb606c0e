import { failed, warning, type Result } from "../check";
import type { PreflightContext } from "./context";

/** The last stage, which has users. What only stops users is a warning in the stages before. */
const WITH_USERS = "prod";

/** A failure in the stage with users, else a warning. */
export function failedForUsers({ stage }: PreflightContext, reason: string, next: string): Result {
  return stage.name === WITH_USERS ? failed(reason, next) : warning(reason, next);
}
