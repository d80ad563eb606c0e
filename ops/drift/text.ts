import { code, tableHeader, tableRow } from "../markdown";
import type { DriftReport, PropertyDrift, ResourceDrift } from "./index";

/** The drift for a terminal. */
export function driftText({ stage, resources }: DriftReport): string {
  if (resources.length === 0) return `No drift: the resources of ${stage} are as its state says.\n`;
  const lines = resources.flatMap((resource) => [
    `${titleOf(resource)}  ${resource.type}  ${resource.id}`,
    ...resource.properties.map((property) => `  ${property.path}: ${changeOf(property)}`),
    ...trailOf(resource).map((line) => `  ${line}`),
  ]);
  return [...lines, "", `${count(resources)} of ${stage} differ from the state. ${NEXT}`, ""].join("\n");
}

/** The drift for an issue. */
export function driftMarkdown({ stage, resources }: DriftReport): string {
  if (resources.length === 0) return `No drift of ${code(stage)}.\n`;
  const sections = resources.flatMap((resource) => [
    `#### ${code(resource.name)}: ${resource.deleted ? "deleted" : "changed"}`,
    "",
    `${code(resource.type)} ${code(resource.id)}`,
    "",
    ...(resource.properties.length === 0
      ? []
      : [
          ...tableHeader("property", "expected → actual"),
          ...resource.properties.map((one) => tableRow(code(one.path), code(changeOf(one)))),
          "",
        ]),
    ...trailOf(resource).map((line) => `- ${code(line)}`),
    "",
  ]);
  return [`### Drift of ${code(stage)}: ${count(resources)}`, "", ...sections, NEXT, ""].join("\n");
}

const NEXT = "`pulumi up` sets back what the program says; `pulumi refresh` takes the change into the state.";

function titleOf({ name, deleted }: ResourceDrift): string {
  return `${name}: ${deleted ? "deleted" : "changed"}`;
}

function changeOf({ expected, actual }: PropertyDrift): string {
  return `${shown(expected)} → ${shown(actual)}`;
}

function shown(value: unknown): string {
  return value === undefined ? "(not set)" : JSON.stringify(value);
}

function trailOf({ changes }: ResourceDrift): string[] {
  if (changes.length === 0) return ["CloudTrail knows no change of it"];
  return changes.map(({ at, by, action }) => `${at} ${by}: ${action}`);
}

function count(resources: readonly ResourceDrift[]): string {
  return resources.length === 1 ? "1 resource" : `${String(resources.length)} resources`;
}
