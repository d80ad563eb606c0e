import { parseArgs, type ParseArgsConfig } from "node:util";

import { UserError } from "./errors";

/**
 * What the arguments of a command say.
 * @param command as a user calls it, e.g. `npm run bench`; it shows its help for `--help`.
 * @throws UserError for an argument that it does not take.
 */
export function parseArguments<T extends ParseArgsConfig>(
  command: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UserError((error as Error).message, helpHint(command));
  }
}

/** What to do about a wrong argument. */
export function helpHint(command: string): string {
  return `\`${command} -- --help\` shows what there is.`;
}
