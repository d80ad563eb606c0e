import { UserError } from "../../common/errors";
import { NO_ACCOUNT, regionSetting, settings } from "../../infra/settings";
import type { Prompt } from "./prompt";

/** What the owner of a stage decides at its set-up. */
export interface Answers {
  account: string;
  region: string;
  senderId: string;
  adminPhones: readonly string[];
  emailFrom: string;
  alertEmails: readonly string[];
}

/** Answers given by options. What is missing comes from the stage file or is asked for. */
export type Given = Partial<Answers>;

/** Settings of a stage file that are not encrypted. */
export type PlainSettings = Readonly<Record<string, unknown>>;

interface Question<T> {
  /** The option that answers it, with an example. */
  option: string;
  message: string;
  /** What a valid answer looks like. */
  expects: string;
  parse: (text: string) => T;
  isValid: (value: T) => boolean;
  /** The answer in the stage file, if any. */
  fromFile?: (plain: PlainSettings) => unknown;
}

/** Account numbers of AWS's documentation. */
const EXAMPLE_ACCOUNTS = ["111122223333", "444455556666", "123456789012", NO_ACCOUNT];

/** Domains reserved for documentation (RFC 2606). */
const EXAMPLE_DOMAIN = /[@./]example\.(?:org|com|net)$|\.example$/;

/** Whether an address or URL ends with a domain reserved for documentation. */
export function isExample(text: string): boolean {
  return EXAMPLE_DOMAIN.test(text);
}

const parseText = (text: string): string => text.trim();
const parseList = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== "");
const valid =
  (schema: { safeParse(value: unknown): { success: boolean } }) =>
  (value: unknown): boolean =>
    schema.safeParse(value).success;

const questions: { [Name in keyof Answers]: Question<Answers[Name]> } = {
  account: {
    option: "--account 123456789012",
    message: "AWS account of the stage",
    expects: "the twelve digits of your account",
    parse: (text) => text.trim().replaceAll("-", ""),
    isValid: (text) => /^\d{12}$/.test(text) && !EXAMPLE_ACCOUNTS.includes(text),
    fromFile: (plain) => [plain["aws:allowedAccountIds"]].flat().map(String)[0],
  },
  region: {
    option: "--region us-east-1",
    message: "Region",
    expects: `${regionSetting.expects}, e.g. ${regionSetting.example}`,
    parse: parseText,
    isValid: valid(regionSetting.schema),
    fromFile: (plain) => plain["aws:region"],
  },
  senderId: {
    option: "--sender-id SJC1990",
    message: "Sender ID of SMS messages",
    expects: settings.smsSenderId.expects,
    parse: parseText,
    isValid: valid(settings.smsSenderId.schema),
  },
  adminPhones: {
    option: "--admin-phone +85291234567",
    message: "Phone numbers of the first admins",
    expects: `at least one, ${settings.adminPhones.expects}`,
    parse: parseList,
    isValid: (list) => list.length > 0 && valid(settings.adminPhones.schema)(list),
  },
  emailFrom: {
    option: "--email-from no-reply@your.domain",
    message: "Sender of e-mail, verified in SES",
    expects: `${settings.emailFrom.expects} of a domain of yours`,
    parse: parseText,
    isValid: (text) => valid(settings.emailFrom.schema)(text) && !isExample(text),
    fromFile: (plain) => plain["sjc1990app:emailFrom"],
  },
  alertEmails: {
    option: "--alert-email you@your.domain",
    message: "E-mail addresses for alarms",
    expects: `at least one, ${settings.alertEmails.expects} of domains of yours`,
    parse: parseList,
    isValid: (list) =>
      list.length > 0 && valid(settings.alertEmails.schema)(list) && !list.some((text) => isExample(text)),
    fromFile: (plain) => plain["sjc1990app:alertEmails"],
  },
};

/**
 * Collects the answers from options, the stage file and the terminal.
 * @throws UserError with every option that is wrong, or that is missing where there is no terminal.
 */
export async function collectAnswers(
  given: Given,
  plain: PlainSettings,
  prompt: Prompt | undefined,
): Promise<Answers> {
  const names = Object.keys(questions) as (keyof Answers)[];
  const wrong = names.filter((name) => given[name] !== undefined && !isValid(name, given[name]));
  if (wrong.length > 0) {
    throw new UserError(
      `invalid ${wrong.map(optionOf).join(", ")}`,
      wrong.map((name) => `${optionOf(name)}: ${questions[name].expects}`).join("\n"),
    );
  }
  const answers: Partial<Record<keyof Answers, unknown>> = { ...given };
  for (const name of names.filter((one) => given[one] === undefined)) {
    const inFile = questions[name].fromFile?.(plain);
    const known = isValid(name, inFile) ? (inFile as Answers[typeof name]) : undefined;
    answers[name] = prompt === undefined ? known : await ask(name, known, prompt);
  }
  const missing = names.filter((name) => answers[name] === undefined);
  if (missing.length > 0) {
    throw new UserError(
      `missing, and there is no terminal to ask at: ${missing.map((name) => questions[name].message).join(", ")}`,
      `Add ${missing.map((name) => questions[name].option).join(" ")}`,
    );
  }
  return answers as Answers;
}

async function ask(
  name: keyof Answers,
  known: string | readonly string[] | undefined,
  prompt: Prompt,
): Promise<unknown> {
  const { message, expects, parse } = questions[name];
  const text = await prompt.input({
    message: `${message}:`,
    ...(known === undefined ? {} : { default: known.toString().replaceAll(",", ", ") }),
    validate: (answer) => isValid(name, parse(answer)) || `Expected ${expects}.`,
  });
  return parse(text);
}

function isValid(name: keyof Answers, value: unknown): boolean {
  const type = questions[name].parse("");
  if (typeof value !== typeof type || Array.isArray(value) !== Array.isArray(type)) return false;
  return (questions[name].isValid as (value: unknown) => boolean)(value);
}

function optionOf(name: keyof Answers): string {
  return questions[name].option.split(" ")[0] ?? "";
}
