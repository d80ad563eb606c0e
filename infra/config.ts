import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";

import type { Place } from "./lib/names";
import { NO_ACCOUNT, optionalSettings, settings, THROW_AWAY, type Setting } from "./settings";

/** Everything in which one stage differs from another. Read from `Pulumi.<stage>.yaml`, checked as a whole. */
export interface StageConfig extends Place {
  /** Tags of every resource. */
  owner: string;
  costCentre: string;
  /** Days that logs are kept: 7, 14 or 30. */
  logRetentionDays: number;
  /** Whether stores of data refuse to be deleted or replaced. */
  protectData: boolean;
  /** Whether tables can be restored to any second of the last 35 days. */
  pointInTimeRecovery: boolean;
  /** Whether roles are bound by the policy that the account project makes for the stage, `sjc1990app-boundary-<stage>`. */
  permissionsBoundary: boolean;
  /** Web origins that may call the API. */
  corsOrigins: readonly string[];
  /** What the whole API takes: requests a second, and at once. */
  apiThrottle: { rate: number; burst: number };
  /** What API Gateway logs of how it worked on a request, beside the access log. */
  executionLogs: "none" | "errors" | "all";
  /** Where API and photos are found instead of at AWS's own names; Route 53 serves the zone of both. */
  domains?: { api: string; photos: string; hostedZoneId: string };
  /** Stops an address that sends more than so many requests within five minutes. Absent: no firewall. */
  webFirewall?: { requestsPerFiveMinutes: number };
  /** Of functions that do not say it themselves: MB, and seconds. */
  functionDefaults: { memorySize: number; timeout: number };
  /** Votes of members that approve somebody; an admin's alone is enough. */
  approvalsRequired: number;
  /** Sender of e-mail, an identity that SES has verified. */
  emailFrom: string;
  /** Whether alarms reach anybody. */
  alarmsEnabled: boolean;
  /** Addresses that alarms reach. */
  alertEmails: readonly string[];
  /** What the stage may cost, in USD: a month, a day, and the sums in a month that are told. */
  budget: { monthlyUsd: number; dailyUsd: number; alertsAtUsd: readonly number[] };
  /** What the estimate of cost goes by: users, and what each does in a month. */
  usage: { users: number; requestsPerUser: number; messagesPerUser: number; photoMegabytesPerUser: number };
  /** How a release is taken up: the share of calls that try it first, and minutes until it is trusted. */
  release: { canaryPercent: number; bakeMinutes: number };
  /** Sender that an SMS shows. */
  smsSenderId: pulumi.Output<string>;
  /** Keys that sign access tokens, as JSON. */
  jwtSecrets: pulumi.Output<string>;
  /** Key behind hashes and encryption of phone numbers, as JSON. */
  phoneSecret: pulumi.Output<string>;
  /** Phone numbers of the first admins, as JSON. */
  adminPhones: pulumi.Output<string>;
}

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
  const readOptional = <T>(name: string, { schema, expects, example, secret }: Setting<T>): T | undefined => {
    const text = own.get(name);
    if (text === undefined) return undefined;
    const set = setCommand(name, example, secret);
    const asText = schema.safeParse(text);
    const parsed = asText.success ? asText : schema.safeParse(parseValue(text));
    // The value itself may be a secret: it is not shown.
    if (!parsed.success) problems.push(`sjc1990app:${name} must be ${expects}\n    ${set}`);
    return parsed.data;
  };
  const read = <T>(name: string, setting: Setting<T>): T => {
    if (own.get(name) === undefined) {
      const set = setCommand(name, setting.example, setting.secret);
      problems.push(`sjc1990app:${name} is missing: ${setting.expects}\n    ${set}`);
    }
    // Undefined where it is missing or wrong: then the configuration is refused below.
    return readOptional(name, setting) as T;
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

  const accountId = accounts.data?.[0] ?? "";
  for (const name of ["jwtSecrets", "phoneSecret"]) {
    if (accountId === NO_ACCOUNT || own.get(name)?.includes(THROW_AWAY) !== true) continue;
    problems.push(
      `sjc1990app:${name} is a throw-away value, which everybody knows: give the stage its own\n` +
        `    npm run stack:init -- ${stage}`,
    );
  }

  const domains = readOptional("domains", optionalSettings.domains);
  const webFirewall = readOptional("webFirewall", optionalSettings.webFirewall);
  const config = {
    stage,
    region: region ?? "",
    accountId,
    owner: read("owner", settings.owner),
    costCentre: read("costCentre", settings.costCentre),
    logRetentionDays: read("logRetentionDays", settings.logRetentionDays),
    protectData: read("protectData", settings.protectData),
    pointInTimeRecovery: read("pointInTimeRecovery", settings.pointInTimeRecovery),
    permissionsBoundary: read("permissionsBoundary", settings.permissionsBoundary),
    corsOrigins: read("corsOrigins", settings.corsOrigins),
    apiThrottle: read("apiThrottle", settings.apiThrottle),
    executionLogs: read("executionLogs", settings.executionLogs),
    ...(domains === undefined ? {} : { domains }),
    ...(webFirewall === undefined ? {} : { webFirewall }),
    functionDefaults: read("functionDefaults", settings.functionDefaults),
    approvalsRequired: read("approvalsRequired", settings.approvalsRequired),
    emailFrom: read("emailFrom", settings.emailFrom),
    alarmsEnabled: read("alarmsEnabled", settings.alarmsEnabled),
    alertEmails: read("alertEmails", settings.alertEmails),
    budget: read("budget", settings.budget),
    usage: read("usage", settings.usage),
    release: read("release", settings.release),
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

function setCommand(name: string, example: string, secret?: true): string {
  return `pulumi config set ${secret === true ? "--secret " : ""}sjc1990app:${name} ${example}`;
}

/** Config values are strings; objects, lists, numbers and booleans are JSON in them. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
