import type { Prompt } from "../prompt";

/** A prompt with somebody who gives these answers in turn; an empty one takes the default. */
export function person(...answers: string[]) {
  const asked: string[] = [];
  const refused: string[] = [];
  const next = (message: string): string => {
    asked.push(message);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`no answer to ${message}`);
    return answer;
  };
  const ask: Prompt["input"] = ({ message, default: known, validate }) => {
    for (;;) {
      const text = next(known === undefined ? message : `${message} (${known})`);
      const answer = text === "" && known !== undefined ? known : text;
      const verdict = validate?.(answer) ?? true;
      if (verdict === true) return Promise.resolve(answer);
      refused.push(verdict);
    }
  };
  const prompt: Prompt = {
    input: ask,
    password: ask,
    confirm: ({ message }) => Promise.resolve(next(message) === "y"),
  };
  return { prompt, asked, refused };
}
