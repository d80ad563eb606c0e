import { UnknownValueError, type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";

import { UNKNOWN, at, isPlainObject, jsonOf, type Plain, type PlainObject } from "./plain";
import type { CheckedResource } from "./rule";
import { Stack } from "./stack";

/** The inputs of a resource that `@pulumi/policy` passes to a resource policy, as rules take them. */
export function readResource({
  type,
  name,
  urn,
  props,
  opts,
  provider,
}: Pick<
  ResourceValidationArgs | PolicyResource,
  "type" | "name" | "urn" | "props" | "opts" | "provider"
>): CheckedResource {
  const tags =
    provider === undefined ? undefined : at(jsonOf(readProperty(provider.props, "defaultTags")), "tags");
  return {
    type,
    name,
    urn,
    props: readObject(props),
    protect: opts.protect,
    defaultTags: isPlainObject(tags) ? tags : {},
  };
}

/** The resources that `@pulumi/policy` passes to a stack policy, as rules take them. */
export function readStack(resources: readonly PolicyResource[]): Stack {
  const urns = (list: readonly PolicyResource[]): string[] => list.map(({ urn }) => urn);
  return new Stack(
    resources.map((resource) => ({
      ...readResource(resource),
      hasProvider: resource.provider !== undefined,
      dependencies: urns(resource.dependencies),
      propertyDependencies: new Map(
        Object.entries(resource.propertyDependencies).map(([property, list]) => [property, urns(list)]),
      ),
    })),
  );
}

function readObject(object: object): PlainObject {
  return Object.fromEntries(Object.keys(object).map((key) => [key, readProperty(object, key)]));
}

/** The SDK throws when an unknown value is read. Reading one property at a time keeps the known ones. */
function readProperty(object: object, key: string): Plain {
  try {
    const value: unknown = Reflect.get(object, key);
    if (typeof value !== "object" || value === null) return (value ?? null) as Plain;
    return Array.isArray(value)
      ? Object.keys(value).map((index) => readProperty(value, index))
      : readObject(value);
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}
