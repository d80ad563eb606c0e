import * as readline from "node:readline/promises";
import { Writable } from "node:stream";

import { UserError } from "../../common/errors";

/** Asks the person at the terminal. */
export interface Prompt {
  /** @param secret the answer is not shown while it is typed. */
  ask(question: string, options?: { secret?: boolean }): Promise<string>;
  /** Something that is wrong with the last answer. */
  tell(text: string): void;
}

/** Asks on stderr, so that stdout holds answers only; `undefined` when nobody is there to answer. */
export function terminalPrompt(): Prompt | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return {
    async ask(question, { secret = false } = {}) {
      // What is typed is echoed by readline, to where it writes.
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const asking = readline.createInterface({
        input: stdin,
        output: secret ? nowhere : stderr,
        terminal: true,
      });
      // Ctrl-C and Ctrl-D: without a listener the first would be lost, and after the second no answer ever comes.
      const ended = new AbortController();
      for (const event of ["SIGINT", "close"] as const) asking.once(event, () => ended.abort());
      try {
        if (secret) stderr.write(question);
        const answer = await asking.question(secret ? "" : question, { signal: ended.signal });
        if (secret) stderr.write("\n");
        return answer.trim();
      } catch (error) {
        if (!ended.signal.aborted) throw error;
        stderr.write("\n");
        throw new UserError("interrupted: nothing was done", "Run it again when you are ready.");
      } finally {
        asking.close();
      }
    },
    tell(text) {
      stderr.write(`! ${text}\n`);
    },
  };
}
