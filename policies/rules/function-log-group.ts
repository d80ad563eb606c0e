import { UNKNOWN, at } from "../lib/plain";
import { stackRule } from "../lib/rule";
import { textOf } from "../lib/stack";

/** Requires a log group for each function. */
export const functionLogGroup = stackRule({
  name: "function-log-group",
  severity: "medium",
  describe: "Every function has its log group in the stack.",
  why:
    "Otherwise Lambda creates the log group on the first invocation: without retention and tags, and it stays " +
    "when the function is deleted.",
  fix:
    "Create a LogGroup named /aws/lambda/<function name>, or set loggingConfig.logGroup to a log group of the " +
    "stack.",
  checkStack: (stack) => {
    const groups = stack.ofType("aws:cloudwatch/logGroup:LogGroup");
    return stack
      .ofType("aws:lambda/function:Function")
      .filter((fn) => {
        const own = at(fn.props, "loggingConfig", "logGroup");
        const name = textOf(fn, "name");
        const wanted =
          typeof own === "string" && own !== ""
            ? own
            : name === undefined
              ? undefined
              : `/aws/lambda/${name}`;
        const made = groups.some(
          (group) =>
            (wanted !== undefined && group.props["name"] === wanted) ||
            (fn.propertyDependencies.get("loggingConfig")?.includes(group.urn) ?? false) ||
            // If AWS generates the function's name, the name of the group depends on it.
            (group.propertyDependencies.get("name")?.includes(fn.urn) ?? false),
        );
        return !made && !(own === UNKNOWN && groups.length > 0 && fn.dependencies.length > 0);
      })
      .map((resource) => ({ id: "no-log-group", what: "has no log group in the stack", resource }));
  },
});
