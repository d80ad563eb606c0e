/** An action without resource types: it needs `Resource: "*"`. */
export interface UnscopedAction {
  action: string;
  source: string;
}

const XRAY = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html";

/**
 * A statement with only these actions may have `Resource: "*"`. Kept short: actions that a function needs, that read no
 * data, and that the Service Authorization Reference lists without a resource type.
 */
export const unscopedActions: readonly UnscopedAction[] = [
  { action: "xray:PutTraceSegments", source: XRAY },
  { action: "xray:PutTelemetryRecords", source: XRAY },
  { action: "xray:GetSamplingRules", source: XRAY },
  { action: "xray:GetSamplingTargets", source: XRAY },
];

const names = new Set(unscopedActions.map(({ action }) => action.toLowerCase()));

/** Whether the action accepts only `Resource: "*"`. */
export function isUnscoped(action: string): boolean {
  return names.has(action.toLowerCase());
}
