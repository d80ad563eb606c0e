import { isNativeError } from "node:util/types";

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

/** A {@link UserError} after something was changed. Commands of operations exit with 1 for it, and with 2 for others. */
export class Failure extends UserError {}

/** What is wrong with a folder, by the error code of the system. */
const folderProblems: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
};

/** An error as text for a terminal: with its stack, unless the user can fix it. */
export function describeError(error: unknown): string {
  if (error instanceof UserError)
    return `error: ${error.message}\n  ${error.remedy.replaceAll("\n", "\n  ")}`;
  if (!isNativeError(error)) return String(error);
  const { code = "", path: file, syscall } = error as NodeJS.ErrnoException;
  const problem = folderProblems[code];
  if (problem === undefined) return error.stack ?? error.message;
  return (
    `error: cannot write ${file ?? "a file"}: ${problem} (${syscall ?? "write"}: ${code})\n` +
    "  Free space or change permissions there, or choose other folders: SJC1990APP_STATE_DIR for the data of the\n" +
    "  local cloud, XDG_CACHE_HOME for downloads and builds, TMPDIR for temporary files. Then run the command again."
  );
}
