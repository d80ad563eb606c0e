import type { PatchOperation } from "@aws-sdk/client-api-gateway";

/**
 * Operations that set (or, where the value is `undefined`, remove) each of these fields.
 *
 * AWS takes texts as values; the emulator keeps values as they are sent. So lists, objects and booleans go as JSON:
 * its data plane reads them, and "false" would be true to it.
 */
export function patch(fields: Record<string, unknown>): PatchOperation[] {
  return Object.entries(fields).map(([field, value]) =>
    value === undefined
      ? { op: "remove", path: `/${field}` }
      : { op: "replace", path: `/${field}`, value: value as string },
  );
}
