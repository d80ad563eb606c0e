import type { Registered } from "../offline/registered";

/** Inputs of the one resource of a type and name. */
export function only(registered: readonly Registered[], type: string, name: string): Record<string, unknown> {
  const found = registered.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1) throw new Error(`${String(found.length)} resources ${type} ${name}`);
  return found[0]?.inputs ?? {};
}

/** How Pulumi marks a wrapped value, and the mark of a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a registered input is a secret. */
export function isSecret(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && (value as Record<string, unknown>)[SIGNATURE] === SECRET
  );
}
