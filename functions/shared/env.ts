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

/** Environment variables with the names of the DynamoDB tables. */
const TABLES = {
  users: "USERS_TABLE",
  preferences: "USER_PREFERENCES_TABLE",
  approvals: "PENDING_APPROVALS_TABLE",
  codes: "VERIFICATION_CODES_TABLE",
  sessions: "SESSIONS_TABLE",
  classrooms: "CLASSROOMS_TABLE",
  memberships: "USER_CLASSROOMS_TABLE",
  notifications: "NOTIFICATIONS_TABLE",
  operations: "OPERATIONS_TABLE",
} as const;

/** Reads the names of DynamoDB tables. @throws Error that names all variables that are missing or empty. */
export function tables<const Name extends keyof typeof TABLES>(...names: Name[]): Record<Name, string> {
  const env = environment(...names.map((name) => TABLES[name]));
  return Object.fromEntries(names.map((name) => [name, env[TABLES[name]]])) as Record<Name, string>;
}
/** Reads a variable that holds a positive integer. @throws Error if it is missing or anything else. */
export function positiveInteger(name: string): number {
  const value = Number(environment(name)[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a positive integer`);
  return value;
}
