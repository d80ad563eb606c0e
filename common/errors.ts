/** A problem that the user can fix. Printed without a stack trace: what happened, then what to do next. */
export class UserError extends Error {
  /** @param what what happened. @param remedy what to do next, as an instruction or a command. */
  constructor(
    what: string,
    readonly remedy: string,
  ) {
    super(what);
    this.name = "UserError";
  }
}

/** An error as text for a terminal: with its stack, unless it is a {@link UserError}. */
export function describeError(error: unknown): string {
  if (error instanceof UserError)
    return `error: ${error.message}\n  ${error.remedy.replaceAll("\n", "\n  ")}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
