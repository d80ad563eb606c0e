import { setTimeout as sleep } from "node:timers/promises";

import { routes } from "../functions/routes";
import { defined } from "../functions/shared/defined";
import type { ApiClient, Result } from "../functions/shared/api-client";

/** Path parameters of what belongs to the caller. */
export const me = { userId: "me" };

/** A user who is signed in. */
export interface Person {
  userId: string;
  phoneNumber: string;
  name: string;
  status: string;
  role: string;
  accessToken: string;
  refreshToken: string;
}

/** The user of an answer that carries tokens. */
export function personOf({ accessToken, refreshToken, user }: Result<typeof routes.verify>): Person {
  const { userId, phoneNumber, fullName: name, status, role } = user;
  return { userId, phoneNumber, name, status, role, accessToken, refreshToken };
}

/** An e-mail of the local cloud. */
export interface Email {
  from: string;
  to: string[];
  subject: string;
  /** All of it, as JSON. */
  json: string;
}

/** How long {@link Outbox.code} waits, and how often it looks, ms. */
const PATIENCE = 30_000;
const POLL = 50;

/** The messages that the local cloud keeps instead of delivering them. */
export class Outbox {
  /** @param endpoint of the emulator. */
  constructor(
    private readonly endpoint: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** Text messages to a number, oldest first, each as JSON. */
  async sms(phoneNumber: string): Promise<string[]> {
    const query = new URLSearchParams({ phoneNumber }).toString();
    const { sms_messages: sent } = await this.#read<{ sms_messages: Record<string, object[]> }>(
      `sns/sms-messages?${query}`,
    );
    return (sent[phoneNumber] ?? []).map((message) => JSON.stringify(message));
  }

  /** Sign-in codes that were sent to a number, oldest first. */
  async codes(phoneNumber: string): Promise<string[]> {
    return (await this.sms(phoneNumber)).flatMap((message) => /\b\d{6}\b(?= is your)/.exec(message) ?? []);
  }

  /**
   * The newest sign-in code of a number. Codes are sent by a queue: it waits until one comes.
   * @param after number of codes that were sent before. Default: 0.
   * @throws Error when none comes within half a minute.
   */
  async code(phoneNumber: string, after = 0): Promise<string> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const codes = await this.codes(phoneNumber);
      const code = codes.at(-1);
      if (code !== undefined && codes.length > after) return code;
      if (Date.now() >= deadline) throw new Error("no code was sent by SMS");
      await sleep(POLL, undefined, this.signal === undefined ? {} : { signal: this.signal });
    }
  }

  /** E-mails to an address, oldest first. */
  async emails(address: string): Promise<Email[]> {
    const { messages } = await this.#read<{
      messages: Record<string, { To: string[]; Subject?: string; Source?: string; From?: string }[]>;
    }>("ses/messages");
    return Object.values(messages)
      .flat()
      .filter(({ To }) => To.includes(address))
      .map((message) => ({
        from: message.Source ?? message.From ?? "",
        to: message.To,
        subject: message.Subject ?? "",
        json: JSON.stringify(message),
      }));
  }

  async #read<T>(path: string): Promise<T> {
    const init = defined({ signal: this.signal });
    return (await (await fetch(`${this.endpoint}/_ministack/${path}`, init)).json()) as T;
  }
}

/** Makes users of a stage of the local cloud, and signs them in with the codes of its outbox. */
export class People {
  #admin: Promise<Person> | undefined;

  constructor(
    private readonly api: ApiClient,
    private readonly outbox: Outbox,
    /** A number of the stage's `adminPhones`. */
    private readonly adminPhone: string,
  ) {}

  /** Asks for a code, as a new user or a known one. @returns the code. */
  async register(phoneNumber: string, name = "Somebody"): Promise<string> {
    const { length } = await this.outbox.codes(phoneNumber);
    await this.api.call(routes.register, { body: { phoneNumber, name } });
    return this.outbox.code(phoneNumber, length);
  }

  /** A user who has just signed in; new and pending, unless the number is known. */
  async signUp(name: string, phoneNumber = newNumber()): Promise<Person> {
    return this.#verify(phoneNumber, await this.register(phoneNumber, name));
  }

  /** Signs in a user who is known. */
  async signIn(phoneNumber: string): Promise<Person> {
    const { length } = await this.outbox.codes(phoneNumber);
    await this.api.call(routes.login, { body: { phoneNumber } });
    return this.#verify(phoneNumber, await this.outbox.code(phoneNumber, length));
  }

  async #verify(phoneNumber: string, code: string): Promise<Person> {
    return personOf(await this.api.call(routes.verify, { body: { phoneNumber, code } }));
  }

  /** The first admin of the stage. */
  admin(): Promise<Person> {
    this.#admin ??= this.signUp("First Admin", this.adminPhone);
    return this.#admin;
  }

  /** A new user, approved by the admin. */
  async member(name: string): Promise<Person> {
    const person = await this.signUp(name);
    const as = await this.admin();
    await this.api.call(routes.approve, { params: { userId: person.userId }, as, body: {} });
    return { ...person, status: "approved" };
  }
}

let numbers = 0;

/** A mobile number of Hong Kong that nobody has used in this process. */
export function newNumber(): string {
  return `+85264${String(++numbers).padStart(6, "0")}`;
}

let addresses = 0;

/** Headers that make a request of the local cloud come from an address that nobody has used in this process. */
export function newAddress(): { "x-forwarded-for": string } {
  const n = addresses++;
  return { "x-forwarded-for": `198.18.${String((n >> 8) & 255)}.${String(n & 255)}` };
}
