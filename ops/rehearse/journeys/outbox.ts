import { must } from "./client";

/** What the local cloud sent instead of delivering it. */
export class Outbox {
  constructor(
    /** Where the emulator answers. */
    private readonly endpoint: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Text messages to a number, oldest first, each as JSON. */
  async sms(phoneNumber: string): Promise<string[]> {
    const query = new URLSearchParams({ phoneNumber }).toString();
    const { sms_messages: sent } = (await this.#read(`sns/sms-messages?${query}`)) as {
      sms_messages: Record<string, object[]>;
    };
    return (sent[phoneNumber] ?? []).map((message) => JSON.stringify(message));
  }

  /** The newest code that was sent to a number. */
  async code(phoneNumber: string): Promise<string> {
    const codes = (await this.sms(phoneNumber)).flatMap((message) => /\b\d{6}\b/.exec(message) ?? []);
    const code = codes.at(-1);
    must(code !== undefined, "no code was sent by SMS");
    return code;
  }

  /** E-mails to an address, oldest first. */
  async emails(address: string): Promise<{ from: string; json: string }[]> {
    const { messages } = (await this.#read("ses/messages")) as {
      messages: Record<string, { To: string[]; Source?: string; From?: string }[]>;
    };
    return Object.values(messages)
      .flat()
      .filter(({ To }) => To.includes(address))
      .map((message) => ({ from: message.Source ?? message.From ?? "", json: JSON.stringify(message) }));
  }

  async #read(path: string): Promise<unknown> {
    return (await fetch(`${this.endpoint}/_ministack/${path}`, { signal: this.signal })).json();
  }
}
