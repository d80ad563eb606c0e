import type { PreviewStep } from "./preview";

/** Types whose module in `@pulumi/aws` has the name of another service. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^cloudwatch\/event/, "EventBridge"],
  [/^cloudwatch\/(?:log|query)/, "CloudWatch Logs"],
];

/** AWS services that a change begins to use: no resource of the stack has been of them. */
export function newServices(steps: readonly PreviewStep[]): string[] {
  const known = new Set(steps.flatMap(({ oldState }) => servicesOf(oldState?.type)));
  const next = steps.flatMap(({ newState }) => servicesOf(newState?.type));
  return [...new Set(next)].filter((service) => !known.has(service)).sort();
}

/** e.g. `lambda` of `aws:lambda/function:Function`; none of a type that is not of AWS. */
function servicesOf(type = ""): string[] {
  const [provider, name = ""] = type.split(":");
  if (provider !== "aws") return [];
  return [OTHERS.find(([pattern]) => pattern.test(name))?.[1] ?? name.split("/")[0] ?? name];
}
