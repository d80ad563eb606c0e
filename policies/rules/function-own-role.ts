import { stackRule } from "../lib/rule";
import { textOf, type StackResource } from "../lib/stack";

/** Requires one role per function. */
export const functionOwnRole = stackRule({
  name: "function-own-role",
  severity: "high",
  describe: "Every function has its own role.",
  why: "Functions with a shared role have the permissions that any one of them needs: the weakest one exposes all.",
  fix: "Create a role for each function, with only the statements that it needs.",
  checkStack: (stack) => {
    const byRole = new Map<string, StackResource[]>();
    for (const fn of stack.ofType("aws:lambda/function:Function")) {
      const [source] = stack.sources(fn, "role", "aws:iam/role:Role");
      const role = source?.urn ?? textOf(fn, "role");
      if (role !== undefined) byRole.set(role, [...(byRole.get(role) ?? []), fn]);
    }
    return [...byRole.values()]
      .filter((functions) => functions.length > 1)
      .flatMap((functions) =>
        functions.map((resource) => {
          const others = functions.filter((one) => one !== resource).map(({ name }) => name);
          return { id: "shared-role", what: `shares its role with ${others.join(", ")}`, resource };
        }),
      );
  },
});
