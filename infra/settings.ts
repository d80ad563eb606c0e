import { Region } from "@pulumi/aws/types/enums";
import * as z from "zod/mini";

import { isWebhook } from "../functions/alerts/webhook";
import { secretSetting, setting } from "./lib/settings-reader";

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tagValue = () => z.string().check(z.regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/iu));
const positive = () => z.number().check(z.gt(0));
const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const domainName = () =>
  z.string().check(z.regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/));

/** Whether no text occurs twice, in upper or lower case. */
const distinct = (texts: readonly string[]): boolean =>
  new Set(texts.map((text) => text.toLowerCase())).size === texts.length;

/** Whether each number is greater than the one before. */
const ascending = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? Infinity));

/** As a browser sends it in the header `Origin`: lower case, without the default port and without a path. */
function webOrigin() {
  return z.string().check(
    z.regex(/^https?:\/\/[a-z0-9.:[\]-]+$/),
    z.refine((text) => URL.canParse(text) && new URL(text).origin === text),
  );
}

/**
 * A canonical base64url string of at least `least` bytes. The functions reject a string whose last character has
 * unused bits set, so that the configuration must not accept it either.
 */
function base64url(least: number) {
  return z.string().check(
    z.refine((text) => {
      const bytes = Buffer.from(text, "base64url");
      return bytes.length >= least && bytes.toString("base64url") === text;
    }),
  );
}

const TAG_VALUE = "a name of 1 to 256 letters, digits, spaces or _.:/=+-@, not starting with aws:";

const key = z.strictObject({
  kid: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/)),
  secret: base64url(32),
});

/** Settings that every stage has. `Pulumi.yaml` declares the same names, which settings.test.ts checks. */
export const settings = {
  /** Team that owns the stack; the tag `owner` of every resource. */
  owner: setting({ schema: tagValue(), expects: TAG_VALUE, example: "platform-team" }),
  /** Cost centre that pays for the stack; the tag `costCentre` of every resource. */
  costCentre: setting({ schema: tagValue(), expects: TAG_VALUE, example: "sjc1990app" }),
  /** Retention of log groups, in days. */
  logRetentionDays: setting({ schema: z.literal([7, 14, 30]), expects: "7, 14 or 30", example: "14" }),
  /** Protects tables, buckets and keys against deletion and replacement. */
  protectData: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  /** Point-in-time recovery of tables, for 35 days. */
  pointInTimeRecovery: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  /** Attaches the permissions boundary `sjc1990app-boundary-<stage>` of the account project to every role. */
  permissionsBoundary: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  /** Web origins that may call the API and read photos. */
  corsOrigins: setting({
    schema: z.array(webOrigin()).check(z.minLength(1), z.refine(distinct)),
    expects: "a list of different web origins as browsers send them: lower case, no path, no default port",
    example: `'["https://app.example.org"]'`,
  }),
  /** Throttling of each method of the API, which API Gateway counts by itself: requests per second (`rate`) and burst. */
  apiThrottle: setting({
    schema: z.strictObject({ rate: positive(), burst: z.int().check(z.gt(0)) }),
    expects: 'an object {"rate", "burst"} of numbers above 0',
    example: `'{"rate":50,"burst":100}'`,
  }),
  /** Execution logs of API Gateway, in addition to the access log. */
  executionLogs: setting({
    schema: z.literal(["none", "errors", "all"]),
    expects: "none, errors or all",
    example: "errors",
  }),
  /** Metrics of each method of the API in CloudWatch, beside those of the whole API: up to ten metrics a method, at 0.30 USD a month each. */
  methodMetrics: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  /** Defaults of Lambda functions: memory in MB, and timeout in seconds unless a function sets its own. */
  functionDefaults: setting({
    schema: z.strictObject({ memorySize: whole(128, 10_240), timeout: whole(1, 29) }),
    expects: 'an object {"memorySize", "timeout"}: 128 to 10240 MB, 1 to 29 seconds',
    example: `'{"memorySize":256,"timeout":10}'`,
  }),
  /** Votes of members needed to approve a new user. One vote of an admin is enough. */
  approvalsRequired: setting({
    schema: whole(1, 10),
    expects: "a whole number from 1 to 10",
    example: "1",
  }),
  /**
   * Limits of sign-in, an hour: codes sent to all numbers from one source (`perSource`), and codes that the stage sends in
   * total (`perStage`).
   */
  signInLimits: setting({
    schema: z.strictObject({ perSource: whole(1, 1_000_000), perStage: whole(1, 1_000_000) }),
    expects: 'an object {"perSource", "perStage"} of whole numbers from 1 to 1000000',
    example: `'{"perSource":60,"perStage":1000}'`,
  }),
  /** Calling codes of the countries whose numbers may sign in, without `+`. */
  callingCodes: setting({
    schema: z.array(z.string().check(z.regex(/^[1-9]\d{0,2}$/))).check(z.minLength(1)),
    expects: "a list of calling codes of 1 to 3 digits, without +",
    example: `'["852","44"]'`,
  }),
  /** Sender address of e-mail. In a stage with `domains` and a sender in their zone, SES verifies the domain by DNS. */
  emailFrom: setting({ schema: z.email(), expects: "an e-mail address", example: "no-reply@example.org" }),
  /** Turns the actions of alarms on. Without them, alarms change state but notify nobody. */
  alarmsEnabled: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  /** E-mail addresses that alarms notify. May be empty. */
  alertEmails: setting({
    schema: z.array(z.email()).check(z.refine(distinct)),
    expects: "a list of different e-mail addresses",
    example: `'["on-call@example.org"]'`,
  }),
  /**
   * Cost in USD that notifies: amounts of a month (`monthly`), by actual cost and by forecast, and of a day (`daily`).
   * `target` is what a month should stay below: actual cost above it is critical. `anomaly` turns Cost Anomaly Detection
   * on, from that impact.
   */
  budget: setting({
    schema: z.strictObject({
      target: positive(),
      monthly: z.array(positive()).check(z.minLength(1), z.maxLength(5), z.refine(ascending)),
      daily: positive(),
      anomaly: z.optional(positive()),
    }),
    expects:
      'an object {"target", "monthly", "daily", "anomaly"?} of USD: monthly lists 1 to 5 ascending amounts',
    example: `'{"target":200,"monthly":[100,150,200,250],"daily":10}'`,
  }),
  /** Sender ID of text messages. */
  smsSenderId: secretSetting({
    schema: z.string().check(z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/)),
    expects: "1 to 11 letters or digits, at least one a letter",
    example: "SJC1990",
  }),
  /** Keys that sign access tokens; `previous` still verifies tokens after a rotation. */
  jwtSecrets: secretSetting({
    schema: z.strictObject({ current: key, previous: z.optional(key) }),
    expects:
      '{"current":{"kid","secret"},"previous"?:{"kid","secret"}} with secrets of 32 bytes in base64url',
    example: `'{"current":{"kid":"k1","secret":"<base64url>"}}'`,
  }),
  /** Key that hashes and encrypts phone numbers. */
  phoneSecret: secretSetting({
    schema: base64url(32),
    expects: "32 bytes in base64url",
    example: "<base64url>",
  }),
  /** Phone numbers (E.164) of the first admins. */
  adminPhones: secretSetting({
    schema: z.array(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/))),
    expects: "a list of phone numbers such as +85291234567",
    example: `'["+85291234567"]'`,
  }),
};

/** Settings that a stage may leave out. */
export const optionalSettings = {
  domains: setting({
    description: "Custom domain names of the API and of the photos. Default: the names that AWS assigns.",
    schema: z.strictObject({
      api: domainName(),
      photos: domainName(),
      hostedZoneId: z.string().check(z.regex(/^Z[A-Z0-9]{1,31}$/)),
    }),
    expects: 'an object {"api", "photos", "hostedZoneId"}: two domain names and the Route 53 zone of both',
    example: `'{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}'`,
  }),
  alertWebhook: secretSetting({
    description:
      "Incoming webhook of a chat (Slack, Mattermost, Teams) that alarms are sent to. Default: e-mail only.",
    schema: z.string().check(z.refine(isWebhook)),
    expects: "an https address without user name and password",
    example: "https://hooks.slack.com/services/<id>",
  }),
  healthCheckMinutes: setting({
    description: "Minutes between health checks of the public URL. Default: no health checks.",
    schema: whole(2, 60),
    expects: "a whole number from 2 to 60",
    example: "5",
  }),
  smokeMinutes: setting({
    description:
      "Minutes between smoke tests, which take the place of a health check. A multiple of healthCheckMinutes. Default: no scheduled smoke tests.",
    schema: whole(5, 360),
    expects: "a whole number from 5 to 360, a multiple of healthCheckMinutes",
    example: "30",
  }),
  webFirewall: setting({
    description: "Rate limit per IP address by AWS WAF. Default: no web ACL.",
    schema: z.strictObject({ requestsPerFiveMinutes: whole(10, 2_000_000_000) }),
    expects: 'an object {"requestsPerFiveMinutes"}: at least 10 requests of one address',
    example: `'{"requestsPerFiveMinutes":1000}'`,
  }),
  release: setting({
    description:
      "How `npm run release` deploys: the share of the calls that new versions get at first (`canaryPercent`; left out: " +
      "all calls), and the minutes for which alarms and errors are watched (`bakeMinutes`). Default: all at once, " +
      "without a wait.",
    schema: z.strictObject({ canaryPercent: z.optional(whole(1, 50)), bakeMinutes: whole(0, 120) }),
    expects: 'an object {"canaryPercent"?, "bakeMinutes"}: 1 to 50 percent, 0 to 120 minutes',
    example: `'{"canaryPercent":10,"bakeMinutes":15}'`,
  }),
};

/** Regions of AWS's own partition, which the ARNs of the program name. */
const regions: readonly string[] = Object.values(Region).filter(
  (region) => !/^(?:cn|eusc|us-gov|us-iso\w*|eu-isoe)-/.test(region),
);

/** Region of a stage or an account. */
export const regionSetting = setting({
  schema: z.string().check(z.refine((text) => regions.includes(text))),
  expects: "an AWS region",
  example: "us-east-1",
});

/** Prefix of the published secrets of local clouds. */
export const THROW_AWAY = "throwaway-";

/** Account number of local clouds. AWS has no such account. */
export const NO_ACCOUNT = "000000000000";
