/**
 * An accepted finding on one resource. If a statement later grants more, the id of its finding changes and the exception
 * no longer covers it.
 */
export interface Exception {
  /** `<type token>::<logical name>` of the resource, exactly. */
  resource: string;
  /** `<rule>: <finding id>`, as in the message. */
  finding: string;
  /** Why the finding is accepted, with a source if AWS is the reason. */
  reason: string;
  /** Last valid day, `YYYY-MM-DD` (UTC). At most a year ahead, so that reasons are reviewed. */
  expires: string;
  /** Stacks with this resource. Default: every stack of the project. */
  stacks?: readonly string[];
}

/** The project that the exceptions apply to. */
export const exceptionsProject = "sjc1990app";

/** The parts of a URN that exceptions refer to. */
export interface UrnParts {
  stack: string;
  project: string;
  /** `<type token>::<logical name>`. */
  resource: string;
}

/** Splits `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
export function parseUrn(urn: string): UrnParts {
  const [head = "", project = "", types = "", ...name] = urn.split("::");
  return {
    stack: head.replace(/^urn:pulumi:/, ""),
    project,
    resource: `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`,
  };
}

/** Whether the exception applies to the stack of the URN. */
export function concernsStack(exception: Exception, urn: UrnParts): boolean {
  return urn.project === exceptionsProject && (exception.stacks?.includes(urn.stack) ?? true);
}

/** Whether the exception expires within a year of a day. */
export function isShort(exception: Exception, today: Date): boolean {
  const limit = new Date(Date.UTC(today.getUTCFullYear() + 1, today.getUTCMonth(), today.getUTCDate()));
  return exception.expires <= isoDay(limit);
}

/** Whether the exception is valid on a day. */
export function isCurrent(exception: Exception, today: Date): boolean {
  return isoDay(today) <= exception.expires;
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The exception for this finding on this resource, valid or expired. */
export function exceptionFor(
  list: readonly Exception[],
  ruleName: string,
  findingId: string,
  urn: string,
): Exception | undefined {
  const parts = parseUrn(urn);
  return list.find(
    (e) =>
      e.resource === parts.resource && e.finding === `${ruleName}: ${findingId}` && concernsStack(e, parts),
  );
}
