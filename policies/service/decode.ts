import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { UNKNOWN, type Plain, type PlainObject } from "../plain";

/** How the engine marks values that JSON has not; the same in `@pulumi/pulumi/runtime/rpc`. */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** How it marks what is not known yet, one mark for each kind of value; the same in `@pulumi/policy/proxy`. */
const unknowns: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The properties of a resource, and where its secrets are. */
export interface Decoded {
  props: PlainObject;
  /** Paths such as `environment.variables.KEY` or `rules[0].value`. */
  secrets: ReadonlySet<string>;
}

/**
 * Turns what the engine sends into plain data: secrets are unwrapped and their places noted, and what is not known is
 * {@link UNKNOWN}. Never throws on an unknown value, so that a rule decides what it means.
 */
export function decode(properties: Struct | undefined): Decoded {
  const secrets = new Set<string>();
  const visit = (value: unknown, path: string): Plain => {
    if (unknowns.has(value)) return UNKNOWN;
    if (typeof value !== "object" || value === null) return (value ?? null) as Plain;
    if (Array.isArray(value)) return value.map((item, i) => visit(item, `${path}[${String(i)}]`));
    const object = value as Record<string, unknown>;
    const mark = object[MARK];
    if (mark === SECRET) {
      secrets.add(path);
      return visit(object["value"], path);
    }
    if (mark === OUTPUT) {
      if (object["secret"] === true) secrets.add(path);
      return "value" in object ? visit(object["value"], path) : UNKNOWN;
    }
    const plain: Record<string, Plain> = {};
    for (const key of Object.keys(object)) {
      if (key !== MARK) plain[key] = visit(object[key], path === "" ? key : `${path}.${key}`);
    }
    return plain;
  };
  const props = properties === undefined ? {} : visit(properties.toJavaScript(), "");
  return { props: props as PlainObject, secrets };
}
