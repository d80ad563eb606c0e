import { project } from "./names";

/**
 * The tags of a resource. Set by each component rather than by the provider's default tags, since
 * `component` differs from one to the next.
 * @param component the part of the platform that the resource belongs to, e.g. `users`.
 */
export function tags(
  component: string,
  { stage, owner, costCentre }: { stage: string; owner: string; costCentre: string },
): Record<string, string> {
  return { project, stage, component, owner, costCentre };
}
