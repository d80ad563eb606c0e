import type { Plain } from "../../plain";

/** A policy document and the ids of its expected findings. */
export interface Case {
  name: string;
  document: Plain;
  findings: readonly string[];
  /** A resource-based policy in which `*` means its own resource. */
  own?: boolean;
}

/** A document with one Allow statement. */
export function allow(parts: Record<string, Plain>): Plain {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...parts }] };
}

/** The full ARN of a table. */
export const table = "arn:aws:dynamodb:us-east-1:123456789012:table/users";

/** Allows actions on {@link table}. */
export function act(Action: Plain): Plain {
  return allow({ Action, Resource: table });
}

/** Allows `s3:GetObject` on resources. */
export function on(Resource: Plain): Plain {
  return allow({ Action: "s3:GetObject", Resource });
}

/** The finding of {@link on} for a resource. */
export function get(resource: string): string {
  return `Resource::${resource} (s3:GetObject)`;
}
