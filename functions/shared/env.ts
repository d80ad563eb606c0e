/**
 * Reads environment variables.
 * @throws Error that names all variables that are missing or empty.
 */
export function environment<const Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => (process.env[name] ?? "") === "");
  if (missing.length > 0) throw new Error(`environment variables are not set: ${missing.join(", ")}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}

/** Reads an optional variable; empty counts as not set. */
export function optionalEnvironment(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}
