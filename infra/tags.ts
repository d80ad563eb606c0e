import * as pulumi from "@pulumi/pulumi";

import { project } from "./lib/names";

/** Tags that all resources of a stack have in common. */
export interface StackTags {
  /** e.g. `dev`, or `account` for resources of the account project. */
  stage: string;
  owner: string;
  costCentre: string;
}

/**
 * Tags every resource of the stack that is created from now on: with the tags of the stack, and with `component`, the
 * name of the component resource that it belongs to, or its own name. A resource adds further tags as usual.
 *
 * A stack transformation, because `defaultTags` of the provider could not set `component`. It only adds inputs, so that
 * no URN and no provider changes.
 */
export function tagResources({ stage, owner, costCentre }: StackTags): void {
  const names = new WeakMap<pulumi.Resource, string>();
  pulumi.runtime.registerStackTransformation(({ resource, name, props, opts }) => {
    names.set(resource, name);
    // The types of @pulumi/aws that take tags have the output `tagsAll`.
    if (!("tagsAll" in props)) return undefined;
    const component = (opts.parent && names.get(opts.parent)) ?? name;
    const tags: unknown = { project, stage, component, owner, costCentre, ...props["tags"] };
    return { props: { ...props, tags }, opts };
  });
}
