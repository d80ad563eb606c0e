import { UNKNOWN, at, type Plain } from "../plain";
import { stackRule, type StackFinding } from "../rule";
import type { Stack, StackResource } from "../stack";

/** Every stage of an API says how much it takes. */
export const apiThrottling = stackRule({
  name: "api-throttling",
  severity: "high",
  describe: "Every stage of an API, and every usage plan, has throttles.",
  why:
    "Without limits of its own a stage takes what the account has: one caller in a loop then stops every API of the " +
    "account, and what is called behind it is paid for.",
  fix:
    "Set throttlingRateLimit and throttlingBurstLimit for all methods (MethodSettings with methodPath `*/*`; " +
    "defaultRouteSettings of an HTTP API), and throttleSettings of usage plans.",
  checkStack: (stack) => [...restStages(stack), ...httpStages(stack), ...usagePlans(stack)],
});

function restStages(stack: Stack): StackFinding[] {
  const settings = stack.ofType("aws:apigateway/methodSettings:MethodSettings");
  return stack.ofType("aws:apigateway/stage:Stage").flatMap((resource): StackFinding[] => {
    const limits = settings
      .filter(({ props }) => props["methodPath"] === "*/*")
      .filter((one) => isOfStage(stack, one, resource))
      .map(({ props }) => props["settings"]);
    return limits.some(isLimited) ? [] : [{ id: "stage", what: "takes calls without limit", resource }];
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

/** A rate of -1 is API Gateway's word for "no limit", 0 its word for "no call". */
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
    .map((resource) => ({ id: "stage", what: "takes calls without limit", resource }));
}

function usagePlans(stack: Stack): StackFinding[] {
  return stack
    .ofType("aws:apigateway/usagePlan:UsagePlan")
    .filter(
      ({ props }) =>
        !["rateLimit", "burstLimit"].every((name) => isLimit(at(props["throttleSettings"], name))),
    )
    .map((resource) => ({ id: "usage-plan", what: "lets its keys call without limit", resource }));
}
