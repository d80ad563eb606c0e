import type { routes } from "../../../functions/routes";
import { classrooms } from "./classrooms";
import { signIn } from "./sign-in";
import type { Case } from "./things";
import { users } from "./users";

/**
 * For each route of the table the requests that take the most of DynamoDB: where all is done, where it is refused after
 * a look, and the further pages. Nobody else changes the same things meanwhile.
 */
export const cases: Readonly<Record<keyof typeof routes, readonly Case[]>> = {
  ...signIn,
  ...users,
  ...classrooms,
};
