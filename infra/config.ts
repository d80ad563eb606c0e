import * as pulumi from "@pulumi/pulumi";

import type { Place } from "./lib/names";
import { SettingsReader } from "./lib/settings-reader";
import { NO_ACCOUNT, optionalSettings, settings, THROW_AWAY } from "./settings";

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
  const from = new SettingsReader("sjc1990app");
  if (!/^[a-z][a-z0-9]{1,15}$/.test(stage)) {
    from.problem(
      `the stack is called "${stage}"; a stage is 2 to 16 characters of a-z and 0-9, a letter first`,
    );
  }

  const region = from.region("the stage lives");
  const accountId = from.accountId("of the stage");
  for (const name of ["jwtSecrets", "phoneSecret"]) {
    if (accountId === NO_ACCOUNT || from.text(name)?.includes(THROW_AWAY) !== true) continue;
    from.problem(
      `sjc1990app:${name} is a throw-away value, which everybody knows: give the stage its own\n` +
        `    npm run stack:init -- ${stage}`,
    );
  }

  const domains = from.optional("domains", optionalSettings.domains);
  const webFirewall = from.optional("webFirewall", optionalSettings.webFirewall);
  const config = {
    stage,
    region,
    accountId,
    owner: from.required("owner", settings.owner),
    costCentre: from.required("costCentre", settings.costCentre),
    logRetentionDays: from.required("logRetentionDays", settings.logRetentionDays),
    protectData: from.required("protectData", settings.protectData),
    pointInTimeRecovery: from.required("pointInTimeRecovery", settings.pointInTimeRecovery),
    permissionsBoundary: from.required("permissionsBoundary", settings.permissionsBoundary),
    corsOrigins: from.required("corsOrigins", settings.corsOrigins),
    apiThrottle: from.required("apiThrottle", settings.apiThrottle),
    executionLogs: from.required("executionLogs", settings.executionLogs),
    ...(domains === undefined ? {} : { domains }),
    ...(webFirewall === undefined ? {} : { webFirewall }),
    functionDefaults: from.required("functionDefaults", settings.functionDefaults),
    approvalsRequired: from.required("approvalsRequired", settings.approvalsRequired),
    emailFrom: from.required("emailFrom", settings.emailFrom),
    alarmsEnabled: from.required("alarmsEnabled", settings.alarmsEnabled),
    alertEmails: from.required("alertEmails", settings.alertEmails),
    budget: from.required("budget", settings.budget),
    usage: from.required("usage", settings.usage),
    release: from.required("release", settings.release),
    smsSenderId: pulumi.secret(from.required("smsSenderId", settings.smsSenderId)),
    jwtSecrets: pulumi.secret(JSON.stringify(from.required("jwtSecrets", settings.jwtSecrets))),
    phoneSecret: pulumi.secret(
      JSON.stringify({ secret: from.required("phoneSecret", settings.phoneSecret) }),
    ),
    adminPhones: pulumi.secret(JSON.stringify(from.required("adminPhones", settings.adminPhones))),
  };
  from.check(`stage "${stage}"`);
  return config;
}
