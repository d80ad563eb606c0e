import { isDeepStrictEqual } from "node:util";

import type { OperationChange } from "./report";

/** An OpenAPI document, as far as it is compared. */
export interface ApiDocument {
  paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components?: Readonly<Record<string, unknown>>;
}

type Operation = Readonly<Record<string, unknown>>;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

/** What an operation's field is called in the report. Others are texts for readers. */
const PARTS: Readonly<Record<string, string>> = {
  parameters: "parameters",
  requestBody: "request",
  responses: "responses",
  security: "authorization",
};

/** Operations that differ between two documents of the API, with the schemas that they refer to. */
export function operationChanges(before: ApiDocument, after: ApiDocument): OperationChange[] {
  const [old, next] = [operationsOf(before), operationsOf(after)];
  return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((operation): OperationChange[] => {
    const [was, is] = [old.get(operation), next.get(operation)];
    if (was === undefined || is === undefined)
      return [{ operation, change: was === undefined ? "added" : "removed", parts: [] }];
    const parts = Object.entries(PARTS)
      .filter(([field]) => !isDeepStrictEqual(resolve(was[field], before), resolve(is[field], after)))
      .map(([, part]) => part);
    return parts.length === 0 ? [] : [{ operation, change: "changed", parts }];
  });
}

function operationsOf({ paths = {} }: ApiDocument): Map<string, Operation> {
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    ),
  );
}

/** A value with the components in place of references to them, without texts for readers. */
function resolve(value: unknown, document: ApiDocument, open: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, document, open));
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === "string") {
    // A schema may contain itself.
    if (open.includes($ref)) return { $ref };
    const target = $ref
      .replace(/^#\//, "")
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    return resolve(target, document, [...open, $ref]);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(/^(description|summary|example|examples)$/.test(key) && isText(item)))
      .map(([key, item]) => [key, resolve(item, document, open)]),
  );
}

/** Not a property of a schema that is called `description`. */
const isText = (value: unknown): boolean => typeof value !== "object" || Array.isArray(value);
