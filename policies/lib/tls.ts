import type { Statement } from "./iam/document";
import { at, isPlainObject, listOf, show } from "./plain";

/** Whether a statement denies these actions to everybody over plain HTTP. Does not check its resources. */
export function refusesPlainHttp(statement: Statement, ...actions: readonly string[]): boolean {
  return (
    !statement.allows &&
    statement.principals.includes("*") &&
    statement.actions.some((action) => action === "*" || actions.includes(action.toLowerCase())) &&
    isPlainHttp(statement)
  );
}

/** No other condition may be set: it would let some plain requests through. */
function isPlainHttp({ source }: Statement): boolean {
  const condition = source["Condition"];
  if (!isPlainObject(condition) || Object.keys(condition).length !== 1) return false;
  const test = at(condition, "Bool");
  if (!isPlainObject(test) || Object.keys(test).length !== 1) return false;
  const [value] = listOf(test["aws:SecureTransport"]);
  return show(value) === "false";
}
