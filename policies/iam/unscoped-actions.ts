/** An action for which AWS knows no resource: a statement can only say `Resource: "*"`. */
export interface UnscopedAction {
  action: string;
  source: string;
}

const XRAY = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html";

/**
 * A statement of these alone may say `Resource: "*"`. Kept short on purpose: actions that a function needs, that read
 * nothing of anybody, and that the Service Authorization Reference lists without a resource type.
 */
export const unscopedActions: readonly UnscopedAction[] = [
  { action: "xray:PutTraceSegments", source: XRAY },
  { action: "xray:PutTelemetryRecords", source: XRAY },
  { action: "xray:GetSamplingRules", source: XRAY },
  { action: "xray:GetSamplingTargets", source: XRAY },
];

const names = new Set(unscopedActions.map(({ action }) => action.toLowerCase()));

/** Whether AWS takes no narrower resource than `*` for the action. */
export function isUnscoped(action: string): boolean {
  return names.has(action.toLowerCase());
}
