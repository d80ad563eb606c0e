import * as z from "zod/mini";

import { setting } from "./lib/settings-reader";

const text = () => z.string().check(z.minLength(1));
const positive = () => z.number().check(z.gt(0));
const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const domainName = () =>
  z.string().check(z.regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/));

/**
 * A base64url string of at least so many bytes, written as an encoder writes it: the functions refuse one whose last
 * character holds bits that belong to no byte, so a stage must not get that far.
 */
function base64url(least: number) {
  return z.string().check(
    z.refine((text) => {
      const bytes = Buffer.from(text, "base64url");
      return bytes.length >= least && bytes.toString("base64url") === text;
    }),
  );
}

const key = z.strictObject({
  kid: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/)),
  secret: base64url(32),
});

/** Settings that every stage has. What each means: `StageConfig` and Pulumi.yaml. */
export const settings = {
  owner: setting({ schema: text(), expects: "a name", example: "platform-team" }),
  costCentre: setting({ schema: text(), expects: "a name", example: "sjc1990app" }),
  logRetentionDays: setting({ schema: z.literal([7, 14, 30]), expects: "7, 14 or 30", example: "14" }),
  protectData: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  pointInTimeRecovery: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  permissionsBoundary: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  corsOrigins: setting({
    schema: z.array(z.string().check(z.regex(/^https?:\/\/[^/\s*]+$/))).check(z.minLength(1)),
    expects: "a list of web origins without a path",
    example: `'["https://app.example.org"]'`,
  }),
  apiThrottle: setting({
    schema: z.strictObject({ rate: positive(), burst: z.int().check(z.gt(0)) }),
    expects: 'an object {"rate", "burst"} of numbers above 0',
    example: `'{"rate":50,"burst":100}'`,
  }),
  executionLogs: setting({
    schema: z.literal(["none", "errors", "all"]),
    expects: "none, errors or all",
    example: "errors",
  }),
  functionDefaults: setting({
    schema: z.strictObject({ memorySize: whole(128, 10_240), timeout: whole(1, 29) }),
    expects: 'an object {"memorySize", "timeout"}: 128 to 10240 MB, 1 to 29 seconds',
    example: `'{"memorySize":256,"timeout":10}'`,
  }),
  approvalsRequired: setting({
    schema: whole(1, 10),
    expects: "a whole number from 1 to 10",
    example: "1",
  }),
  emailFrom: setting({ schema: z.email(), expects: "an e-mail address", example: "no-reply@example.org" }),
  alarmsEnabled: setting({ schema: z.boolean(), expects: "true or false", example: "true" }),
  alertEmails: setting({
    schema: z.array(z.email()),
    expects: "a list of e-mail addresses",
    example: `'["on-call@example.org"]'`,
  }),
  budget: setting({
    schema: z.strictObject({
      monthlyUsd: positive(),
      dailyUsd: positive(),
      alertsAtUsd: z.array(positive()).check(z.minLength(1), z.maxLength(5)),
    }),
    expects: 'an object {"monthlyUsd", "dailyUsd", "alertsAtUsd"} of amounts in USD, 1 to 5 of the last',
    example: `'{"monthlyUsd":200,"dailyUsd":10,"alertsAtUsd":[100,150,200,250]}'`,
  }),
  usage: setting({
    schema: z.strictObject({
      users: whole(0, 100_000_000),
      requestsPerUser: z.number().check(z.gte(0)),
      messagesPerUser: z.number().check(z.gte(0)),
      photoMegabytesPerUser: z.number().check(z.gte(0)),
    }),
    expects:
      'an object {"users", "requestsPerUser", "messagesPerUser", "photoMegabytesPerUser"}, the last three a month',
    example: `'{"users":500,"requestsPerUser":200,"messagesPerUser":4,"photoMegabytesPerUser":20}'`,
  }),
  release: setting({
    schema: z.strictObject({ canaryPercent: whole(0, 100), bakeMinutes: whole(0, 1440) }),
    expects: 'an object {"canaryPercent", "bakeMinutes"}: 0 to 100, 0 to 1440',
    example: `'{"canaryPercent":10,"bakeMinutes":15}'`,
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
};

/** Two domain names in one zone of Route 53. */
export const domainsSchema = z.strictObject({
  api: domainName(),
  photos: domainName(),
  hostedZoneId: z.string().check(z.regex(/^Z[A-Z0-9]{1,31}$/)),
});

/** Settings that a stage may leave out. */
export const optionalSettings = {
  domains: setting({
    schema: domainsSchema,
    expects: 'an object {"api", "photos", "hostedZoneId"}: two domain names and the Route 53 zone of both',
    example: `'{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}'`,
  }),
  webFirewall: setting({
    schema: z.strictObject({ requestsPerFiveMinutes: whole(10, 2_000_000_000) }),
    expects: 'an object {"requestsPerFiveMinutes"}, 10 or more of one address',
    example: `'{"requestsPerFiveMinutes":1000}'`,
  }),
};

/** How a throw-away secret begins: one that was published, for clouds that are no one's. */
export const THROW_AWAY = "throwaway-";

/** The account of clouds that are no one's: AWS has none of that number. */
export const NO_ACCOUNT = "000000000000";
