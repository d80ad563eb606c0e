import { stackRule } from "../rule";
import { textOf, type StackResource } from "../stack";

/** What one function may do, no other may. */
export const functionOwnRole = stackRule({
  name: "function-own-role",
  severity: "high",
  describe: "Every function has a role of its own.",
  why: "Functions that share a role may each do what any of them needs: the weakest opens the way for all.",
  fix: "Make a role for each function, with the statements that this one needs.",
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
