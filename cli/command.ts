import { Command, InvalidArgumentError, Option } from "commander";

import { describeError, Failure, UserError } from "../common/errors";

/** Exit code of an operation that was refused before anything was changed. */
const REFUSED = 2;

/**
 * A command of this project. Unknown options and arguments are errors.
 * @param name as in the scripts of package.json.
 * @param call how a user runs it. Default: `npm run <name> --`.
 */
export function command(name: string, summary: string, call = `npm run ${name} --`): Command {
  return new Command(name)
    .summary(summary)
    .helpOption("-h, --help", "show this help")
    .configureHelp({ commandUsage: (shown) => `${call} ${shown.usage()}`, helpWidth: 100 })
    .showHelpAfterError(`  Run \`${call} --help\` for usage.`);
}

/**
 * A command that works on a deployed stage, which `--stack` names. It exits with 0 when it is done or passed, with 1 when
 * it failed or a check did not pass, and with 2 when it was refused before anything was changed. Its action must be a
 * {@link refusing} one.
 * @param stack Default: a mandatory `--stack`.
 */
export function operation(
  name: string,
  summary: string,
  stack = stackOption().makeOptionMandatory(),
): Command {
  return command(name, summary)
    .addOption(stack)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : REFUSED))
    .addHelpText(
      "after",
      "\nExit codes: 0 done or passed; 1 failed, or a check did not pass; 2 refused before anything was changed.",
    );
}

/** The action of an {@link operation}: a user's error exits with 2, unless it is a {@link Failure}. */
export function refusing<Args extends unknown[]>(
  action: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      if (!(error instanceof UserError) || error instanceof Failure) throw error;
      process.stderr.write(`${describeError(error)}\n`);
      process.exitCode = REFUSED;
    }
  };
}

/** A command that hands all its arguments to the Pulumi CLI, `--help` included. */
export function passThrough(name: string, summary: string): Command {
  return command(name, summary)
    .argument("[arguments...]", "arguments of the Pulumi CLI")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions();
}

/** `--stack`, the one way to name a stage. */
export function stackOption(description = "stage, e.g. dev, staging or prod"): Option {
  return new Option("-s, --stack <stage>", description);
}

/** `--json`: stdout holds one JSON document and nothing else. */
export function jsonOption(description: string): Option {
  return new Option("--json", description);
}

/** Takes an empty value of an option, which a workflow gives for an input that is left out, for none. */
export function withoutEmpty(command: Command, ...options: string[]): Command {
  return command.hook("preAction", (_, action) => {
    // A parser of the option cannot do it: commander takes its `undefined` for an empty text.
    for (const name of options)
      if (action.getOptionValue(name) === "") action.setOptionValue(name, undefined);
  });
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** Parses an option whose value is a number of repetitions. */
export function count(value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a whole number of at least 1.");
}
