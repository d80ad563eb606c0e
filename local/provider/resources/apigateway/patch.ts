import type { PatchOperation } from "@aws-sdk/client-api-gateway";

/**
 * Operations that set (or, where the value is `undefined`, remove) each of these fields.
 *
 * AWS takes strings as values; the emulator keeps values as they are sent. Lists, objects and booleans are sent as JSON,
 * since its data plane would treat "false" as true.
 */
export function patch(fields: Record<string, unknown>): PatchOperation[] {
  return Object.entries(fields).map(([field, value]) =>
    value === undefined
      ? { op: "remove", path: `/${field}` }
      : { op: "replace", path: `/${field}`, value: value as string },
  );
}
