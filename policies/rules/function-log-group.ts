import { UNKNOWN, at } from "../plain";
import { stackRule } from "../rule";
import { textOf } from "../stack";

/** The logs of a function go where the stack has a say. */
export const functionLogGroup = stackRule({
  name: "function-log-group",
  severity: "medium",
  describe: "Every function has its log group in the stack.",
  why:
    "Where it is missing Lambda makes it with the first call: kept for ever, without tags, and left behind when the " +
    "function goes.",
  fix: "Make a LogGroup named /aws/lambda/<function's name>, or set loggingConfig.logGroup to one of the stack.",
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
            // Where AWS chooses the function's name, the group is made from it.
            (group.propertyDependencies.get("name")?.includes(fn.urn) ?? false),
        );
        return !made && !(own === UNKNOWN && groups.length > 0 && fn.dependencies.length > 0);
      })
      .map((resource) => ({ id: "no-log-group", what: "has no log group in the stack", resource }));
  },
});
