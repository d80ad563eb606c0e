import * as pulumi from "@pulumi/pulumi";
import { closest } from "fastest-levenshtein";
import * as z from "zod/mini";

/** One key of a stack's configuration. */
export interface Setting<T = unknown> {
  schema: z.ZodMiniType<T>;
  /** The valid values in words, for error messages. */
  expects: string;
  /** A valid value as typed in a shell. */
  example: string;
  /** Encrypted in the stack's file. */
  secret?: true;
  /** Meaning, for docs/configuration.md. Only for settings that Pulumi.yaml cannot declare. */
  description?: string;
}

/** Settings by their names. */
export type Settings = Readonly<Record<string, Setting>>;

/** The values of settings. Those of secrets are secret outputs, so that they stay encrypted in the state. */
export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T>
    ? S[K] extends { secret: true }
      ? pulumi.Output<T>
      : T
    : never;
};

/** Infers a setting's type from its schema. */
export function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

/** Like {@link setting}, for a value that is encrypted in the stack's file. */
export function secretSetting<T>(definition: Setting<T>): Setting<T> & { secret: true } {
  return { ...definition, secret: true };
}

/** Reads a stack's configuration. Collects every problem, so that a user sees all of them at once. */
export class SettingsReader {
  readonly #problems: string[] = [];
  readonly #known: string[] = [];
  readonly #config: pulumi.Config;
  readonly #aws = new pulumi.Config("aws");

  /**
   * @param project name of the project, the prefix of its keys.
   * @param cli command that runs the Pulumi CLI on the project. Default: `pulumi`.
   */
  constructor(
    private readonly project: string,
    private readonly cli = "pulumi",
  ) {
    this.#config = new pulumi.Config(project);
  }

  /** Adds a problem to those that {@link check} reports. */
  problem(text: string): void {
    this.#problems.push(text);
  }

  /** The raw value of a setting. */
  text(name: string): string | undefined {
    return this.#config.get(name);
  }

  /** Settings that must be there. Use the values only after {@link check} has passed. */
  required<S extends Settings>(settings: S): Values<S> {
    for (const [name, setting] of Object.entries(settings)) {
      if (this.text(name) !== undefined) continue;
      this.problem(
        `${this.project}:${name} is missing: ${setting.expects}\n    ${this.#setCommand(name, setting)}`,
      );
    }
    return this.optional(settings) as Values<S>;
  }

  /** Settings that may be left out. Use the values only after {@link check} has passed. */
  optional<S extends Settings>(settings: S): Partial<Values<S>> {
    this.#known.push(...Object.keys(settings));
    const values = Object.entries(settings).flatMap(([name, setting]) => {
      const value = this.#parse(name, setting);
      if (value === undefined) return [];
      return [[name, setting.secret === true ? pulumi.secret(value) : value] as const];
    });
    return Object.fromEntries(values) as Partial<Values<S>>;
  }

  /** `aws:region`. */
  region({ schema, expects, example }: Setting<string>): string {
    const text = this.#aws.get("region");
    const region = schema.safeParse(text);
    if (!region.success)
      this.problem(
        `aws:region ${text === undefined ? "is missing:" : "must be"} ${expects}\n` +
          `    ${this.cli} config set aws:region ${example}`,
      );
    return region.data ?? "";
  }

  /** The only account in `aws:allowedAccountIds`. The provider refuses to deploy to any other. */
  accountId(): string {
    const accounts = z
      .tuple([z.string().check(z.regex(/^\d{12}$/))])
      .safeParse(parseValue(this.#aws.get("allowedAccountIds") ?? ""));
    if (!accounts.success)
      this.problem(
        "aws:allowedAccountIds must list exactly one account; the provider refuses any other\n" +
          `    ${this.cli} config set --path 'aws:allowedAccountIds[0]' 123456789012`,
      );
    return accounts.data?.[0] ?? "";
  }

  /**
   * @param stack e.g. `stage "dev"`.
   * @throws pulumi.RunError that lists all problems, unknown keys among them, each with the command that fixes it.
   */
  check(stack: string): void {
    const prefix = `${this.project}:`;
    for (const key of Object.keys(pulumi.runtime.allConfig())) {
      const name = key.slice(prefix.length);
      if (!key.startsWith(prefix) || this.#known.includes(name)) continue;
      this.problem(
        `${key} is not a setting; did you mean ${closest(name, this.#known)}?\n    ${this.cli} config rm ${key}`,
      );
    }
    if (this.#problems.length === 0) return;
    throw new pulumi.RunError(`invalid configuration of ${stack}:\n  - ${this.#problems.join("\n  - ")}`);
  }

  #parse(name: string, setting: Setting): unknown {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const parsed = parseSetting(setting.schema, text);
    // The value may be a secret, so the message does not show it.
    if (!parsed.success)
      this.problem(
        `${this.project}:${name} must be ${setting.expects}\n    ${this.#setCommand(name, setting)}`,
      );
    return parsed.data;
  }

  #setCommand(name: string, { example, secret }: Setting): string {
    const set = `${this.cli} config set`;
    if (secret === true) return `${set} --secret ${this.project}:${name} ${example}`;
    // Pulumi refuses a list or an object that is set as a JSON text.
    const value = parseValue(example.replaceAll("'", ""));
    if (typeof value !== "object" || value === null) return `${set} ${this.project}:${name} ${example}`;
    return leaves(`${this.project}:${name}`, value)
      .map(([path, part]) => `${set} --path '${path}' ${part}`)
      .join("\n    ");
  }
}

/** The values inside a list or an object, each with its path, as arguments of `pulumi config set --path`. */
function leaves(path: string, value: unknown): [path: string, value: string][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leaves(`${path}[${String(i)}]`, item));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, part]) => leaves(`${path}.${key}`, part));
  // Pulumi would read digits as a number.
  return [[path, typeof value === "string" ? `--type string ${value}` : String(value)]];
}

/** Parses the value of a setting: a text, or one of another type, also as JSON. */
export function parseSetting<T>(schema: Setting<T>["schema"], value: unknown) {
  const parsed = schema.safeParse(value);
  return parsed.success || typeof value !== "string" ? parsed : schema.safeParse(parseValue(value));
}

/** Pulumi hands over config values as strings; objects, lists, numbers and booleans are JSON. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
