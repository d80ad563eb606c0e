import { failed, warning, type CheckContext, type Result } from "./check";

/** The last stage, which has users. What only stops users is a warning in the stages before. */
const WITH_USERS = "prod";

/** A failure in the stage with users, else a warning. */
export function failedForUsers({ stage }: CheckContext, reason: string, next: string): Result {
  return stage.name === WITH_USERS ? failed(reason, next) : warning(reason, next);
}
