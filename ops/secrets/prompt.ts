import { confirm, input, password } from "@inquirer/prompts";

import { UserError } from "../../common/errors";

/** What a question accepts: `true`, or why an answer is refused. */
type Validate = (answer: string) => true | string;

/** Asks questions at a terminal. */
export interface Prompt {
  input(question: { message: string; default?: string; validate?: Validate }): Promise<string>;
  /** The answer is not shown. */
  password(question: { message: string; validate?: Validate }): Promise<string>;
  confirm(question: { message: string; default: boolean }): Promise<boolean>;
}

/** Asks on stderr, since stdout holds results only; `undefined` without a terminal. */
export function terminalPrompt(): Prompt | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  const terminal = { output: stderr };
  return {
    input: (question) => interruptible(input(question, terminal)),
    password: (question) => interruptible(password(question, terminal)),
    confirm: (question) => interruptible(confirm(question, terminal)),
  };
}

async function interruptible<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    // Ctrl-C or Ctrl-D.
    if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
    throw new UserError("interrupted: nothing was changed", "Run the command again.");
  }
}
