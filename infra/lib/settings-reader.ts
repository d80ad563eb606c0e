import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";

/** One key of a stack's file of settings: what it may be, for the program and for who writes it. */
export interface Setting<T> {
  schema: z.ZodMiniType<T>;
  /** What the value may be, in words. */
  expects: string;
  /** A value that a user could type. */
  example: string;
  /** Encrypted in the file. */
  secret?: true;
}

/** Names a setting's type by what it holds. */
export function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

/** Reads a stack's settings and notes all that is wrong with them, so that it is told at once. */
export class SettingsReader {
  readonly #problems: string[] = [];
  readonly #own: pulumi.Config;
  readonly #aws = new pulumi.Config("aws");

  /**
   * @param namespace what the keys begin with: the name of the project.
   * @param cli how the CLI is called on the project. Default: `pulumi`.
   */
  constructor(
    private readonly namespace: string,
    private readonly cli = "pulumi",
  ) {
    this.#own = new pulumi.Config(namespace);
  }

  /** Notes something that is wrong. */
  problem(text: string): void {
    this.#problems.push(text);
  }

  /** A setting's value as the file has it. */
  text(name: string): string | undefined {
    return this.#own.get(name);
  }

  /** A setting that may be left out. Undefined also where it is wrong, which is noted. */
  optional<T>(name: string, { schema, expects, example, secret }: Setting<T>): T | undefined {
    const text = this.#own.get(name);
    if (text === undefined) return undefined;
    const asText = schema.safeParse(text);
    const parsed = asText.success ? asText : schema.safeParse(parseValue(text));
    // The value itself may be a secret: it is not shown.
    if (!parsed.success)
      this.problem(
        `${this.namespace}:${name} must be ${expects}\n    ${this.#setCommand(name, example, secret)}`,
      );
    return parsed.data;
  }

  /** A setting. Undefined where it is missing or wrong, which is noted: {@link check} then refuses the settings. */
  required<T>(name: string, setting: Setting<T>): T {
    if (this.#own.get(name) === undefined) {
      const set = this.#setCommand(name, setting.example, setting.secret);
      this.problem(`${this.namespace}:${name} is missing: ${setting.expects}\n    ${set}`);
    }
    return this.optional(name, setting) as T;
  }

  /** The region, `aws:region`. @param what is to be there, e.g. `the stage lives`. */
  region(what: string): string {
    const region = this.#aws.get("region");
    if (region === undefined)
      this.problem(`aws:region is missing: where ${what}\n    ${this.cli} config set aws:region us-east-1`);
    return region ?? "";
  }

  /** The one account that `aws:allowedAccountIds` names. @param whose e.g. `of the stage`. */
  accountId(whose: string): string {
    const accounts = z
      .tuple([z.string().check(z.regex(/^\d{12}$/))])
      .safeParse(parseValue(this.#aws.get("allowedAccountIds") ?? ""));
    if (!accounts.success)
      this.problem(
        `aws:allowedAccountIds must name the one account ${whose}: the provider then refuses any other\n` +
          `    ${this.cli} config set --path 'aws:allowedAccountIds[0]' 123456789012`,
      );
    return accounts.data?.[0] ?? "";
  }

  /**
   * @param what was read, e.g. `stage "dev"`.
   * @throws pulumi.RunError that lists all that is wrong, and the command that sets it right.
   */
  check(what: string): void {
    if (this.#problems.length === 0) return;
    throw new pulumi.RunError(
      `the configuration of ${what} is not right:\n  - ${this.#problems.join("\n  - ")}`,
    );
  }

  #setCommand(name: string, example: string, secret?: true): string {
    return `${this.cli} config set ${secret === true ? "--secret " : ""}${this.namespace}:${name} ${example}`;
  }
}

/** Config values are strings; objects, lists, numbers and booleans are JSON in them. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
