import type { Cases } from "./case";
import { classrooms } from "./classrooms";
import { signIn } from "./sign-in";
import { users } from "./users";

/**
 * For each route the requests that make the most calls of DynamoDB: those that do everything, those that are refused
 * after a read, and further pages. Nothing else changes the same items meanwhile.
 */
export const cases: Cases = { ...signIn, ...users, ...classrooms };
