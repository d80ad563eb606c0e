import { UserError } from "../../common/errors";
import { NO_ACCOUNT, settings } from "../../infra/settings";
import type { Prompt } from "./prompt";

/** What an owner says of a stage when it is set up. */
export interface Answers {
  account: string;
  region: string;
  senderId: string;
  adminPhones: readonly string[];
  emailFrom: string;
  alertEmails: readonly string[];
}

/** What was given by options; what is absent is taken from the stage's file, or asked for. */
export type Given = Partial<Answers>;

/** Plain settings of a stage's file. */
export type PlainSettings = Readonly<Record<string, string | undefined>>;

interface Question<T> {
  /** How to give it without a terminal. */
  option: string;
  ask: string;
  /** What it may be. */
  expects: string;
  parse: (text: string) => T;
  isValid: (value: T) => boolean;
  /** From the stage's file, where that says more than an example. */
  fromFile?: (plain: PlainSettings) => T | undefined;
}

/** Account numbers that AWS's own documentation uses. */
const EXAMPLE_ACCOUNTS = ["111122223333", "444455556666", "123456789012", NO_ACCOUNT];

/** Domains that are nobody's (RFC 2606). */
const EXAMPLE_DOMAIN = /[@./]example\.(?:org|com|net)$|\.example$/;

/** Whether a name is one of documentation, which no message reaches. */
export function isExample(text: string): boolean {
  return EXAMPLE_DOMAIN.test(text);
}

const asItIs = (text: string): string => text;
const asList = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== "");
const valid =
  (schema: { safeParse(value: unknown): { success: boolean } }) =>
  (value: unknown): boolean =>
    schema.safeParse(value).success;

const questions: { [Name in keyof Answers]: Question<Answers[Name]> } = {
  account: {
    option: "--account 123456789012",
    ask: "AWS account of the stage",
    expects: "the twelve digits of your account",
    parse: (text) => text.replaceAll("-", ""),
    isValid: (text) => /^\d{12}$/.test(text) && !EXAMPLE_ACCOUNTS.includes(text),
    fromFile: (plain) => /\d{12}/.exec(plain["aws:allowedAccountIds"] ?? "")?.[0],
  },
  region: {
    option: "--region us-east-1",
    ask: "Region",
    expects: "a region such as us-east-1",
    parse: asItIs,
    isValid: (text) => /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(text),
    fromFile: (plain) => plain["aws:region"],
  },
  senderId: {
    option: "--sender-id SJC1990",
    ask: "Sender that an SMS shows",
    expects: settings.smsSenderId.expects,
    parse: asItIs,
    isValid: valid(settings.smsSenderId.schema),
  },
  adminPhones: {
    option: "--admin-phone +85291234567",
    ask: "Phone numbers of the first admins",
    expects: `at least one, ${settings.adminPhones.expects}`,
    parse: asList,
    isValid: (list) => list.length > 0 && valid(settings.adminPhones.schema)(list),
  },
  emailFrom: {
    option: "--email-from no-reply@your.domain",
    ask: "Sender of e-mail, which SES has verified",
    expects: `${settings.emailFrom.expects} of a domain of yours`,
    parse: asItIs,
    isValid: (text) => valid(settings.emailFrom.schema)(text) && !isExample(text),
    fromFile: (plain) => plain["sjc1990app:emailFrom"],
  },
  alertEmails: {
    option: "--alert-email you@your.domain",
    ask: "Addresses that alarms reach",
    expects: `at least one, ${settings.alertEmails.expects} of domains of yours`,
    parse: asList,
    isValid: (list) =>
      list.length > 0 && valid(settings.alertEmails.schema)(list) && !list.some((text) => isExample(text)),
    fromFile: (plain) => listOf(plain["sjc1990app:alertEmails"]),
  },
};

/** A list as the CLI tells it, which is JSON. */
export function listOf(text: string | undefined): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text ?? "");
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is needed to set a stage up: as given, from the stage's file, or as the person at the terminal answers.
 * @throws UserError that names every option which is wrong, or missing where nobody can be asked.
 */
export async function collectAnswers(
  given: Given,
  plain: PlainSettings,
  prompt: Prompt | undefined,
): Promise<Answers> {
  const names = Object.keys(questions) as (keyof Answers)[];
  const wrong = names.filter((name) => given[name] !== undefined && !fits(name, given[name]));
  if (wrong.length > 0) {
    const list = wrong.map((name) => `${optionOf(name)}: ${questions[name].expects}`).join("\n");
    throw new UserError(`${wrong.map(optionOf).join(", ")} cannot be that`, list);
  }
  const answers: Partial<Record<keyof Answers, unknown>> = {};
  const missing: (keyof Answers)[] = [];
  for (const name of names) {
    const known = given[name] ?? questions[name].fromFile?.(plain);
    if (given[name] !== undefined) answers[name] = given[name];
    else if (prompt !== undefined) answers[name] = await askFor(name, known, prompt);
    else if (known !== undefined && fits(name, known)) answers[name] = known;
    else missing.push(name);
  }
  if (missing.length > 0) {
    throw new UserError(
      `there is nobody to ask for ${missing.map((name) => questions[name].ask).join(", ")}`,
      `Add ${missing.map((name) => questions[name].option).join(" ")}`,
    );
  }
  return answers as unknown as Answers;
}

async function askFor(name: keyof Answers, known: unknown, prompt: Prompt): Promise<unknown> {
  const { ask, expects, parse } = questions[name];
  const usable = known !== undefined && fits(name, known);
  const shown = usable ? ` [${(known as string | readonly string[]).toString().replaceAll(",", ", ")}]` : "";
  for (;;) {
    const text = await prompt.ask(`${ask}${shown}: `);
    const value = text === "" && usable ? known : parse(text);
    if (fits(name, value)) return value;
    prompt.tell(`That must be ${expects}.`);
  }
}

function fits(name: keyof Answers, value: unknown): boolean {
  return (questions[name].isValid as (value: unknown) => boolean)(value);
}

function optionOf(name: keyof Answers): string {
  return questions[name].option.split(" ")[0] ?? "";
}
