/** One statement of a policy document. Lists only, so that documents compare and merge by content. */
export interface Statement {
  /** Letters and digits. */
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A permission to use a thing, with the environment variables by which a function finds it. */
export interface Grant {
  statements: readonly Statement[];
  environment: Readonly<Record<string, string>>;
  /** ARNs of the encrypted parameters that are read by it: the policy of their key has to name the role. */
  decrypts?: readonly string[];
}

/** Allows actions on resources. */
export function allow(action: string | readonly string[], resource: string | readonly string[]): Statement {
  return { Effect: "Allow", Action: list(action), Resource: list(resource) };
}

/** Denies actions on resources. */
export function deny(action: string | readonly string[], resource: string | readonly string[]): Statement {
  return { ...allow(action, resource), Effect: "Deny" };
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

/**
 * A policy document as JSON. Statements on the same resources become one, everything is sorted and
 * nothing is said twice: the same grants in another order give the same text.
 */
export function policyDocument(statements: readonly Statement[]): string {
  const merged = new Map<string, { statement: Statement; actions: Set<string> }>();
  for (const statement of statements) {
    const key = JSON.stringify([
      statement.Sid,
      statement.Effect,
      [...statement.Resource].sort(),
      statement.Condition,
    ]);
    const entry = merged.get(key) ?? { statement, actions: new Set<string>() };
    for (const action of statement.Action) entry.actions.add(action);
    merged.set(key, entry);
  }
  const Statement = [...merged.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { statement, actions }]) => ({
      ...(statement.Sid === undefined ? {} : { Sid: statement.Sid }),
      Effect: statement.Effect,
      Action: [...actions].sort(),
      Resource: [...new Set(statement.Resource)].sort(),
      ...(statement.Condition === undefined ? {} : { Condition: statement.Condition }),
    }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** The trust policy of a role that one AWS service assumes. */
export function trustPolicy(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  });
}
