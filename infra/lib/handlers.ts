import { background } from "../../functions/background";
import { routes } from "../../functions/routes";

/** All entries under `functions/` that are deployed: those that routes name, and those that work in the background. */
export function handlerEntries(): string[] {
  return [...new Set([...Object.values(routes).map((route) => route.function), ...background])].sort();
}
