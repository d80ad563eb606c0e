import type * as pulumi from "@pulumi/pulumi";

/**
 * Options of a child that earlier versions of the program created directly below the parent of its component. The alias
 * keeps the resource in existing stacks. Without it, Pulumi would replace the resource.
 * @param component the new parent.
 * @param formerParent Default: none, for a component that has no parent.
 * @param formerName if the name has changed, too.
 */
export function movedFrom(
  formerParent: pulumi.Resource | undefined,
  component: pulumi.Resource,
  formerName?: string,
): pulumi.CustomResourceOptions {
  if (formerParent === undefined) return { parent: component };
  const name = formerName === undefined ? {} : { name: formerName };
  return { parent: component, aliases: [{ parent: formerParent, ...name }] };
}
