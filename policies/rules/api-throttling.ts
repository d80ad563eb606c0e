import { UNKNOWN, at, type Plain } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import type { Stack, StackResource } from "../lib/stack";

/** Requires throttling limits on API stages and usage plans. */
export const apiThrottling = stackRule({
  name: "api-throttling",
  severity: "high",
  describe: "Every API stage and every usage plan has throttling limits.",
  why:
    "A stage without limits uses the limit of the whole account: one client in a loop can throttle every other " +
    "API of the account and run up the bill.",
  fix:
    "Set throttlingRateLimit and throttlingBurstLimit for all methods (MethodSettings with methodPath `*/*`; " +
    "defaultRouteSettings for an HTTP API), and throttleSettings for usage plans.",
  checkStack: (stack) => [...restStages(stack), ...httpStages(stack), ...usagePlans(stack)],
});

function restStages(stack: Stack): StackFinding[] {
  const settings = stack.ofType("aws:apigateway/methodSettings:MethodSettings");
  return stack.ofType("aws:apigateway/stage:Stage").flatMap((resource): StackFinding[] => {
    const limits = settings
      .filter(({ props }) => props["methodPath"] === "*/*")
      .filter((one) => isOfStage(stack, one, resource))
      .map(({ props }) => props["settings"]);
    return limits.some(isLimited) ? [] : [{ id: "stage", what: "has no throttling limits", resource }];
  });
}

function isOfStage(stack: Stack, settings: StackResource, stage: StackResource): boolean {
  if (stack.refers(settings, "stageName", stage, [])) return true;
  const sameApi =
    settings.props["restApi"] === stage.props["restApi"] ||
    (settings.propertyDependencies.get("restApi") ?? []).some((urn) =>
      stage.propertyDependencies.get("restApi")?.includes(urn),
    );
  return sameApi && settings.props["stageName"] === stage.props["stageName"];
}

/** API Gateway uses -1 for "no limit" and 0 for "no requests". */
function isLimited(settings: Plain | undefined): boolean {
  return ["throttlingRateLimit", "throttlingBurstLimit"].every((name) => isLimit(at(settings, name)));
}

function isLimit(value: Plain | undefined): boolean {
  return value === UNKNOWN || (typeof value === "number" && value > 0);
}

function httpStages(stack: Stack): StackFinding[] {
  return stack
    .ofType("aws:apigatewayv2/stage:Stage")
    .filter(({ props }) => !isLimited(props["defaultRouteSettings"]))
    .map((resource) => ({ id: "stage", what: "has no throttling limits", resource }));
}

function usagePlans(stack: Stack): StackFinding[] {
  return stack
    .ofType("aws:apigateway/usagePlan:UsagePlan")
    .filter(
      ({ props }) =>
        !["rateLimit", "burstLimit"].every((name) => isLimit(at(props["throttleSettings"], name))),
    )
    .map((resource) => ({ id: "usage-plan", what: "has no throttling limits for its API keys", resource }));
}
