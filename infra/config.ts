import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";

import type { Place } from "./lib/names";

/** Everything in which one stage differs from another. Read from `Pulumi.<stage>.yaml`, checked as a whole. */
export interface StageConfig extends Place {
  /** Tags of every resource. */
  owner: string;
  costCentre: string;
  /** Days that logs are kept: 7, 14 or 30. */
  logRetentionDays: number;
  /** Whether stores of data refuse to be deleted or replaced. */
  protectData: boolean;
  /** Web origins that may call the API. */
  corsOrigins: readonly string[];
  /** What the whole API takes: requests a second, and at once. */
  apiThrottle: { rate: number; burst: number };
  /** Votes of members that approve somebody; an admin's alone is enough. */
  approvalsRequired: number;
  /** Sender of e-mail, an identity that SES has verified. */
  emailFrom: string;
  /** Addresses that alarms reach. */
  alertEmails: readonly string[];
  /** Sender that an SMS shows. */
  smsSenderId: pulumi.Output<string>;
  /** Keys that sign access tokens, as JSON. */
  jwtSecrets: pulumi.Output<string>;
  /** Key behind hashes and encryption of phone numbers, as JSON. */
  phoneSecret: pulumi.Output<string>;
  /** Phone numbers of the first admins, as JSON. */
  adminPhones: pulumi.Output<string>;
}

const key = z.strictObject({
  kid: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/)),
  secret: base64url(32),
});

/** A base64url string that holds at least so many bytes. */
function base64url(bytes: number) {
  return z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${String(Math.ceil((bytes * 4) / 3))},}$`)));
}

interface Setting<T> {
  schema: z.ZodMiniType<T>;
  /** What the value may be, in words. */
  expects: string;
  /** A value that a user could type. */
  example: string;
  secret?: true;
}

function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

const settings = {
  owner: setting({ schema: z.string().check(z.minLength(1)), expects: "a name", example: "platform-team" }),
  costCentre: setting({ schema: z.string().check(z.minLength(1)), expects: "a name", example: "sjc1990app" }),
  logRetentionDays: setting({ schema: z.literal([7, 14, 30]), expects: "7, 14 or 30", example: "14" }),
  protectData: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  corsOrigins: setting({
    schema: z.array(z.string().check(z.regex(/^https?:\/\/[^/\s*]+$/))).check(z.minLength(1)),
    expects: "a list of web origins without a path",
    example: `'["https://app.example.org"]'`,
  }),
  apiThrottle: setting({
    schema: z.strictObject({ rate: z.number().check(z.gt(0)), burst: z.int().check(z.gt(0)) }),
    expects: 'an object {"rate", "burst"} of numbers above 0',
    example: `'{"rate":50,"burst":100}'`,
  }),
  approvalsRequired: setting({
    schema: z.int().check(z.gte(1), z.lte(10)),
    expects: "a whole number from 1 to 10",
    example: "1",
  }),
  emailFrom: setting({ schema: z.email(), expects: "an e-mail address", example: "no-reply@example.org" }),
  alertEmails: setting({
    schema: z.array(z.email()),
    expects: "a list of e-mail addresses",
    example: `'["on-call@example.org"]'`,
  }),
  smsSenderId: setting({
    schema: z.string().check(z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/)),
    expects: "1 to 11 letters or digits, at least one a letter",
    example: "SJC1990",
    secret: true,
  }),
  jwtSecrets: setting({
    schema: z.strictObject({ current: key, previous: z.optional(key) }),
    expects:
      '{"current":{"kid","secret"},"previous"?:{"kid","secret"}} with secrets of 32 bytes in base64url',
    example: `'{"current":{"kid":"k1","secret":"<base64url>"}}'`,
    secret: true,
  }),
  phoneSecret: setting({
    schema: base64url(32),
    expects: "32 bytes in base64url",
    example: "<base64url>",
    secret: true,
  }),
  adminPhones: setting({
    schema: z.array(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/))),
    expects: "a list of phone numbers such as +85291234567",
    example: `'["+85291234567"]'`,
    secret: true,
  }),
} satisfies Record<string, Setting<unknown>>;

let loaded: StageConfig | undefined;

/**
 * The stage that this run is about; loaded and checked once.
 * @throws pulumi.RunError that lists every missing or wrong setting and the command that sets it.
 */
export function currentStage(): StageConfig {
  return (loaded ??= load());
}

/** For tests: forget the loaded stage, so that other settings are read. */
export function forgetStage(): void {
  loaded = undefined;
}

function load(): StageConfig {
  const stage = pulumi.getStack();
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9]{1,15}$/.test(stage)) {
    problems.push(
      `the stack is called "${stage}"; a stage is 2 to 16 characters of a-z and 0-9, a letter first`,
    );
  }

  const own = new pulumi.Config("sjc1990app");
  const read = <T>(name: string, { schema, expects, example, secret }: Setting<T>): T => {
    const text = own.get(name);
    const set = `pulumi config set ${secret === true ? "--secret " : ""}sjc1990app:${name} ${example}`;
    if (text === undefined) {
      problems.push(`sjc1990app:${name} is missing: ${expects}\n    ${set}`);
      return undefined as T;
    }
    const asText = schema.safeParse(text);
    const parsed = asText.success ? asText : schema.safeParse(parseValue(text));
    // The value itself may be a secret: it is not shown.
    if (!parsed.success) problems.push(`sjc1990app:${name} must be ${expects}\n    ${set}`);
    return parsed.data as T;
  };

  const aws = new pulumi.Config("aws");
  const region = aws.get("region");
  if (region === undefined)
    problems.push("aws:region is missing: where the stage lives\n    pulumi config set aws:region us-east-1");
  const accounts = z
    .tuple([z.string().check(z.regex(/^\d{12}$/))])
    .safeParse(parseValue(aws.get("allowedAccountIds") ?? ""));
  if (!accounts.success) {
    problems.push(
      "aws:allowedAccountIds must name the one account of the stage: the provider then refuses any other\n" +
        "    pulumi config set --path 'aws:allowedAccountIds[0]' 123456789012",
    );
  }

  const config = {
    stage,
    region: region ?? "",
    accountId: accounts.data?.[0] ?? "",
    owner: read("owner", settings.owner),
    costCentre: read("costCentre", settings.costCentre),
    logRetentionDays: read("logRetentionDays", settings.logRetentionDays),
    protectData: read("protectData", settings.protectData),
    corsOrigins: read("corsOrigins", settings.corsOrigins),
    apiThrottle: read("apiThrottle", settings.apiThrottle),
    approvalsRequired: read("approvalsRequired", settings.approvalsRequired),
    emailFrom: read("emailFrom", settings.emailFrom),
    alertEmails: read("alertEmails", settings.alertEmails),
    smsSenderId: pulumi.secret(read("smsSenderId", settings.smsSenderId)),
    jwtSecrets: pulumi.secret(JSON.stringify(read("jwtSecrets", settings.jwtSecrets))),
    phoneSecret: pulumi.secret(JSON.stringify({ secret: read("phoneSecret", settings.phoneSecret) })),
    adminPhones: pulumi.secret(JSON.stringify(read("adminPhones", settings.adminPhones))),
  };
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `the configuration of stage "${stage}" is not right:\n  - ${problems.join("\n  - ")}`,
    );
  }
  return config;
}

/** Config values are strings; objects, lists, numbers and booleans are JSON in them. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
