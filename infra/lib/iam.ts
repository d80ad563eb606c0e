import type * as pulumi from "@pulumi/pulumi";

/** A statement of a policy document. Actions and resources are always lists, so that statements can be merged. */
export interface Statement {
  /** Letters and digits only. */
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A permission on a resource, with the environment variables by which a function finds the resource. */
export interface Grant {
  statements: readonly Statement[];
  environment: Readonly<Record<string, string>>;
  /**
   * What must be deployed before the function uses the permission. Pulumi cannot see it: statements and environment are
   * text.
   */
  resources: readonly pulumi.Input<pulumi.Resource>[];
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
 * A policy document as JSON. Statements on the same resources are merged, and everything is sorted: the order of grants
 * does not change the document.
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
      Sid: statement.Sid,
      Effect: statement.Effect,
      Action: [...actions].sort(),
      Resource: [...new Set(statement.Resource)].sort(),
      Condition: statement.Condition,
    }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/**
 * Services that name the account for which they assume a role. API Gateway does not: with the condition, it could not
 * invoke a function.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 * https://github.com/aws/agent-toolkit-for-aws (lambda-trust-policy.json)
 */
const NAMES_ACCOUNT: readonly string[] = ["lambda.amazonaws.com", "scheduler.amazonaws.com"];

/** The trust policy of a role of one AWS service, for its resources in this account where the service says so. */
export function trustPolicy(service: string, { accountId }: { accountId: string }): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        ...(NAMES_ACCOUNT.includes(service)
          ? { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }
          : {}),
      },
    ],
  });
}
